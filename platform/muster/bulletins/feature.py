"""Bulletins as a feature: at the desk, at the operator, and their clock."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.bulletins import desk_views, jobs, ops_views
from muster.bulletins.linked import linked
from muster.desk.providers import providers
from muster.features import Feature, NavEntry, Permission


def init_app(app: Flask) -> None:
    """Show unread bulletins at the desk."""
    providers(app).parts.append("bulletins/_desk.html")
    app.jinja_env.filters["linked"] = linked


FEATURE = Feature(
    name="bulletins",
    blueprints=(desk_views.blueprint, ops_views.blueprint),
    permissions=(
        Permission(
            "bulletins.see_all",
            _l("See what the operator tells all agents, and who has read it"),
            staff_roles=frozenset({"admin", "operations", "planner", "qa", "trainer"}),
        ),
        Permission(
            "bulletins.pin_all",
            _l("Pin bulletins for the agents of several companies"),
            staff_roles=frozenset({"admin", "operations", "trainer"}),
        ),
    ),
    nav=(NavEntry("ops", "ops_bulletins.index", _l("Bulletins"), "pin", "bulletins.see_all", 45),),
    periodic=jobs.PERIODIC,
    init_app=init_app,
)
