"""Shifts and time off as a feature."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.places.bringing import kinds
from muster.roster import absence_views, jobs, queries, views
from muster.roster.importing import SHIFTS

PLAN = frozenset({"admin", "operations", "planner"})


def init_app(app: Flask) -> None:
    """Let files of shifts be brought in."""
    kinds["shifts"] = SHIFTS


FEATURE = Feature(
    name="roster",
    blueprints=(views.blueprint, absence_views.blueprint),
    permissions=(
        Permission(
            "roster.see", _l("See shifts and time off"), staff_roles=PLAN | {"qa", "trainer"}
        ),
        Permission("roster.plan", _l("Plan shifts and decide on time off"), staff_roles=PLAN),
    ),
    nav=(
        NavEntry(
            "ops",
            "ops_roster.index",
            _l("Shifts"),
            "calendar-week",
            "roster.see",
            42,
            count=queries.waiting,
        ),
    ),
    periodic=jobs.PERIODIC,
    init_app=init_app,
    packages=("muster.roster",),
)
