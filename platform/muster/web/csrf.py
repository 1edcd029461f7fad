"""Forged requests are refused; a page that was open for long can fetch a fresh token."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, g, jsonify, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

REMEMBERED = 4096


class Protection(CSRFProtect):  # type: ignore[misc]  # Flask-WTF ships no types
    """Flask-WTF's protection, which looks for the token of a JSON post where it can only be.

    What was found genuine for a session is remembered: the signature of the same token was
    reckoned again for each message that a page sends. Another session's is another pair.
    """

    def __init__(self) -> None:
        super().__init__()
        self._genuine: set[tuple[str, str]] = set()

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 — Flask-WTF's
        """Refuse this request if it is to be refused."""
        pair = (session.get("csrf_token") or "", self._get_csrf_token() or "")
        if pair in self._genuine:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if g.get("csrf_valid"):
            if len(self._genuine) >= REMEMBERED:
                self._genuine.clear()
            self._genuine.add(pair)

    def _get_csrf_token(self) -> str | None:
        # Reading a form where none is costs as much as checking the token.
        if request.is_json:
            return request.headers.get("X-CSRFToken")
        return cast("str | None", super()._get_csrf_token())


protection = Protection()
blueprint = Blueprint("csrf", __name__)


@blueprint.get("/csrf-token")
def show() -> Response:
    """A token for this session, which only a page of our own origin can read."""
    response = jsonify(token=generate_csrf())
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Check every POST, PUT, PATCH and DELETE."""
    # A desk stays open all day: the token lives as long as the session it is bound to.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # People who hide the Referer may ask too; token and SameSite cookie carry the proof.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    protection.init_app(app)
    app.register_blueprint(blueprint)
