"""Password hashes, and access tokens signed with BYOK_ENCRYPTION_KEY."""

import base64
import hashlib
import hmac
import os
import time
from typing import Annotated

from fastapi import Header, HTTPException

TOKEN_LIFETIME_SECONDS = 3600


def get_password_hash(password: str) -> str:
    """Return the salted hash of a password, as it is stored in the table users."""
    salt = os.urandom(16)
    return f"{salt.hex()}${_scrypt(password, salt)}"


def verify_password(password: str, hashed_password: str) -> bool:
    """Tell whether the password belongs to the stored hash."""
    salt, _, digest = hashed_password.partition("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), digest)


def create_access_token(username: str) -> str:
    """Return a bearer token that names the user and expires after an hour."""
    claim = f"{username}:{int(time.time()) + TOKEN_LIFETIME_SECONDS}"
    return base64.urlsafe_b64encode(f"{claim}:{_signature(claim)}".encode()).decode()


def read_access_token(token: str) -> str | None:
    """Return the user that a valid token names, or None."""
    try:
        claim, _, signature = base64.urlsafe_b64decode(token).decode().rpartition(":")
        username, _, expiry = claim.rpartition(":")
        expired = time.time() > int(expiry)
    except ValueError:
        return None
    if expired or not hmac.compare_digest(_signature(claim), signature):
        return None
    return username


def current_user(authorization: Annotated[str, Header()] = "") -> str:
    """Return the user of the request; a missing or invalid bearer token is answered with 401."""
    scheme, _, token = authorization.partition(" ")
    username = read_access_token(token) if scheme.lower() == "bearer" else None
    if username is None:
        raise HTTPException(status_code=401, detail="A valid bearer token is required")
    return username


def _scrypt(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1).hex()


def _signature(claim: str) -> str:
    key = os.environ["BYOK_ENCRYPTION_KEY"].encode()
    return hmac.new(key, claim.encode(), hashlib.sha256).hexdigest()
