"""Shifts and time off as a feature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from muster.features import Feature, NavEntry, Permission
from muster.places.bringing import kinds
from muster.roster import absence_views, actions, forms, jobs, queries, views
from muster.roster.importing import SHIFTS
from muster.workforce import lists
from muster.workforce.models import Agent

PLAN = frozenset({"admin", "operations", "planner"})


def coming(across: Session, agent: Agent) -> Mapping[str, Any]:
    """What an agent's page shows of shifts: those of the coming week."""
    now = datetime.now(UTC)
    if agent.retired_at is not None:
        return {"rows": (), "kinds": forms.KINDS, "agent_id": None}
    zone = actions.zone_of(agent.id)
    rows = queries.shifts(across, [agent.id], (now, now + timedelta(days=7)))
    return {"rows": rows, "zone": zone, "kinds": forms.KINDS, "agent_id": agent.id}


PANEL: tuple[str, lists.Panel] = ("roster/_agent.html", coming)


def init_app(app: Flask) -> None:
    """Let files of shifts be brought in, and an agent's page show shifts."""
    kinds["shifts"] = SHIFTS
    if PANEL not in lists.panels:
        lists.panels.append(PANEL)


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
