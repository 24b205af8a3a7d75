"""Listing skills."""

from typing import Annotated

from fastapi import APIRouter, Depends

from core.security import current_user
from tools.skills import SKILLS

router = APIRouter()


@router.get("/api/skills")
def list_skills(_user: Annotated[str, Depends(current_user)]) -> list[dict[str, str]]:
    """List the skills that agents can use."""
    return [{"name": name, "description": description} for name, description in SKILLS.items()]
