"""Flask-Login, told how to find the person behind a cookie; putting one there and removing it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, Request, session
from flask_login import LoginManager

COOKIE_KEY = "sign_in"


def hash_token(token: str) -> str:
    """What is stored of a secret token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def remember(token: str) -> None:
    """Let this browser be signed in from the next request on.

    Everything that was in the cookie before goes, so that nothing planted there (a session, a
    form's token) is worth anything afterwards.
    """
    session.clear()
    session[COOKIE_KEY] = token
    session.permanent = True


def forget() -> None:
    """Remove from this browser's cookie whatever Muster put there."""
    session.clear()


def init_app(app: Flask, find: Callable[[str], Any]) -> None:
    """Set up sign-in; `find` gives the principal of a token's hash, or None."""
    manager = LoginManager()
    manager.session_protection = None  # sign-ins are rows of ours: revocable, with an expiry

    def from_cookie(request: Request) -> Any:  # Flask-Login hands the request in
        token = session.get(COOKIE_KEY)
        return find(hash_token(token)) if token else None

    manager.request_loader(from_cookie)
    manager.init_app(app)
