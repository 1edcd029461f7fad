"""Agents' days as a feature of the operator's."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.routing import reasons
from muster.timeline import ops_views


def init_app(app: Flask) -> None:
    """Let templates say reasons of states in words."""
    app.jinja_env.filters["state_reason"] = reasons.describe


FEATURE = Feature(
    name="timeline",
    blueprints=(ops_views.blueprint,),
    permissions=(
        Permission(
            "timelines.see_all",
            _l("See the days of all agents, state by state"),
            staff_roles=frozenset({"admin", "operations", "planner", "qa"}),
        ),
    ),
    init_app=init_app,
    nav=(
        NavEntry(
            "ops", "ops_timelines.index", _l("Timelines"), "timeline", "timelines.see_all", 42
        ),
    ),
)
