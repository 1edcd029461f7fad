"""Routing as a feature: a dispatcher in each process, its clock, and the sweep."""

from __future__ import annotations

from flask import Flask

from muster.features import Feature
from muster.routing import jobs, passes
from muster.routing.dispatcher import EXTENSION, Dispatcher


def init_app(app: Flask) -> None:
    """Give the application its dispatcher; it starts with the first nudge."""
    app.extensions[EXTENSION] = Dispatcher(app, passes.run)


FEATURE = Feature(name="routing", init_app=init_app, periodic=jobs.PERIODIC)
