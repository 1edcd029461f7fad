"""Forged requests are refused; a page that was open for long can fetch a fresh token."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, jsonify, request
from flask_wtf.csrf import CSRFProtect, generate_csrf


class Protection(CSRFProtect):  # type: ignore[misc]  # Flask-WTF ships no types
    """Flask-WTF's protection, which looks for the token of a JSON post where it can only be."""

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
