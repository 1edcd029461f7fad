"""Forged requests are refused; a page that was open for long can fetch a fresh token."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify
from flask_wtf.csrf import CSRFProtect, generate_csrf

protection = CSRFProtect()
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
