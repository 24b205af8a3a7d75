"""Presenting results on a canvas."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from core.security import current_user

router = APIRouter()


class Canvas(BaseModel):
    """What the user sees."""

    title: str
    content: str


@router.post("/api/canvas/present")
def present(canvas: Canvas, user: Annotated[str, Depends(current_user)]) -> dict[str, str]:
    """Present a text on a new canvas."""
    return {"canvas_id": uuid4().hex, "owner": user, "title": canvas.title, "content": canvas.content}
