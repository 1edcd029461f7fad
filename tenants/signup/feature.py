"""Sign-up as a feature: where the pages around it find it."""

from __future__ import annotations

from flask import Flask

from muster.features import Feature
from tenants.signup import views


def init_app(app: Flask) -> None:
    """Let the sign-in page and the shell point at the sign-up form."""
    app.extensions["muster.sign_up"] = "signup.new"


FEATURE = Feature(name="signup", blueprints=(views.blueprint,), init_app=init_app)
