"""Certifications and the talent pool as a feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from muster.academy import cohorts_views, jobs, queries, views
from muster.academy.importing import CERTIFICATIONS, COHORTS
from muster.features import Feature, NavEntry, Permission
from muster.places.bringing import kinds
from muster.workforce import lists
from muster.workforce.models import Agent

TRAIN = frozenset({"admin", "operations", "trainer"})


def certified(across: Session, agent: Agent) -> Mapping[str, Any]:
    """What an agent's page shows of certifications."""
    return {"rows": queries.of_agent(across, agent.id)}


PANEL: tuple[str, lists.Panel] = ("academy/_agent.html", certified)


def init_app(app: Flask) -> None:
    """Let the list of agents be filtered by certification, and an agent's page show them."""
    for kind in (CERTIFICATIONS, COHORTS):
        kinds[kind.code] = kind
    lists.more_filters["certified"] = queries.is_certified_for
    if PANEL not in lists.panels:
        lists.panels.append(PANEL)


FEATURE = Feature(
    name="academy",
    blueprints=(views.blueprint, cohorts_views.blueprint),
    permissions=(
        Permission(
            "academy.see",
            _l("See certifications and the talent pool"),
            staff_roles=TRAIN | {"planner", "qa"},
        ),
        Permission(
            "academy.certify",
            _l("Certify agents for a client, revoke it, and say whether it is required"),
            staff_roles=TRAIN,
        ),
        Permission(
            "cohorts.edit",
            _l("Enter and change cohorts of the talent pool"),
            staff_roles=TRAIN | {"planner"},
        ),
    ),
    nav=(
        NavEntry("ops", "ops_academy.index", _l("Academy"), "certificate", "academy.see", 43),
        NavEntry("ops", "ops_cohorts.index", _l("Talent pool"), "school", "academy.see", 44),
    ),
    periodic=jobs.PERIODIC,
    init_app=init_app,
    packages=("muster.academy",),
)
