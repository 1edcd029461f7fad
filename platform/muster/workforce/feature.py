"""The operator's people and the price list."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.places.bringing import kinds
from muster.workforce import addresses_views, agents_views, plans_views, state_reasons_views
from muster.workforce.importing import AGENTS

RUN = frozenset({"admin", "operations"})
LOOK = RUN | {"planner", "qa", "trainer"}


def init_app(app: Flask) -> None:
    """Let files of agents be brought in."""
    kinds["agents"] = AGENTS


FEATURE = Feature(
    name="workforce",
    blueprints=(
        plans_views.blueprint,
        agents_views.blueprint,
        addresses_views.blueprint,
        state_reasons_views.blueprint,
    ),
    permissions=(
        Permission("plans.see", _l("See the price list as operations keep it"), staff_roles=LOOK),
        Permission("plans.edit", _l("Make, price, publish and withdraw plans"), staff_roles=RUN),
        Permission("agents.see", _l("See all agents"), staff_roles=LOOK),
        Permission(
            "agents.reveal",
            _l("See unmasked how agents are called in; each look is on record"),
            staff_roles=RUN | {"planner"},
        ),
        Permission("agents.edit", _l("Make and change agents and skills"), staff_roles=RUN),
    ),
    nav=(
        NavEntry("ops", "ops_agents.index", _l("Agents"), "headset", "agents.see", 40),
        NavEntry("ops", "ops_state_reasons.index", _l("State reasons"), "coffee", "agents.see", 45),
        NavEntry("ops", "ops_plans.index", _l("Plans & prices"), "tags", "plans.see", 31),
    ),
    init_app=init_app,
    packages=("muster.workforce",),
)
