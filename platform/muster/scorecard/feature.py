"""My day as a feature of the desk."""

from __future__ import annotations

from flask import Flask

from muster.desk.providers import providers
from muster.features import Feature
from muster.scorecard import views


def init_app(app: Flask) -> None:
    """Put my day over the desk."""
    providers(app).parts.append("scorecard/_desk.html")


FEATURE = Feature(
    name="scorecard",
    blueprints=(views.blueprint,),
    init_app=init_app,
    packages=("muster.scorecard",),
)
