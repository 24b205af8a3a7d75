"""Running agents."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from core.security import current_user
from tools.skills import best_skill

router = APIRouter()


class AgentTask(BaseModel):
    """What an agent is asked to do."""

    agent_id: str
    query: str


@router.post("/api/agents/execute")
def execute(task: AgentTask, user: Annotated[str, Depends(current_user)]) -> dict[str, str]:
    """Let an agent choose the skill that fits the query best."""
    return {"agent_id": task.agent_id, "user": user, "skill": best_skill(task.query), "status": "completed"}
