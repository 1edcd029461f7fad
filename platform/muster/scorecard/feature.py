"""My day and my schedule as a feature of the desk."""

from __future__ import annotations

from flask import Flask

from muster.desk.providers import providers
from muster.features import Feature
from muster.scorecard import schedule_views, views


def init_app(app: Flask) -> None:
    """Put my day and my schedule over the desk."""
    providers(app).parts += ["scorecard/_desk.html", "scorecard/_schedule_desk.html"]


FEATURE = Feature(
    name="scorecard",
    blueprints=(views.blueprint, schedule_views.blueprint),
    init_app=init_app,
    packages=("muster.scorecard",),
)
