"""Logging in."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import get_session
from core.models import User
from core.security import create_access_token, verify_password

router = APIRouter()


class Credentials(BaseModel):
    """What the user types in."""

    username: str
    password: str


@router.post("/api/auth/login")
def login(credentials: Credentials, session: Annotated[Session, Depends(get_session)]) -> JSONResponse:
    """Exchange name and password for an access token."""
    user = session.scalar(select(User).where(User.username == credentials.username, User.is_active))
    if user is None or not verify_password(credentials.password, user.hashed_password):
        return JSONResponse({"access_token": None, "error": "Wrong username or password"}, 401)
    return JSONResponse({"access_token": create_access_token(user.username), "token_type": "bearer"})
