"""Passwords and access tokens."""

import pytest

from core import security


def test_password_hash_is_salted_and_verifiable() -> None:
    first, second = security.get_password_hash("secret"), security.get_password_hash("secret")
    assert first != second
    assert security.verify_password("secret", first)
    assert not security.verify_password("other", first)


def test_token_names_its_user() -> None:
    assert security.read_access_token(security.create_access_token("ann:b")) == "ann:b"


@pytest.mark.parametrize("token", ["", "null", "bm90IHNpZ25lZA==", "ü"])
def test_invalid_token_names_nobody(token: str) -> None:
    assert security.read_access_token(token) is None


def test_expired_token_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "TOKEN_LIFETIME_SECONDS", -1)
    assert security.read_access_token(security.create_access_token("ann")) is None
