"""The operator's people and the price list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.workforce import agents_views, leases_views, plans_views, state_reasons_views

RUN = frozenset({"admin", "operations"})
LOOK = RUN | {"planner", "qa", "trainer"}

FEATURE = Feature(
    name="workforce",
    blueprints=(
        plans_views.blueprint,
        agents_views.blueprint,
        leases_views.blueprint,
        state_reasons_views.blueprint,
    ),
    permissions=(
        Permission("plans.see", _l("See the price list as operations keep it"), staff_roles=LOOK),
        Permission("plans.edit", _l("Make, price, publish and withdraw plans"), staff_roles=RUN),
        Permission("agents.see", _l("See all agents"), staff_roles=LOOK),
        Permission("agents.edit", _l("Make and change agents and skills"), staff_roles=RUN),
        Permission(
            "leases.see", _l("See which seats are rented, and who sits there"), staff_roles=LOOK
        ),
        Permission(
            "leases.staff",
            _l("Seat agents on leases and take them off"),
            staff_roles=RUN | {"planner"},
        ),
    ),
    nav=(
        NavEntry("ops", "ops_leases.index", _l("Seats rented"), "armchair", "leases.see", 30),
        NavEntry("ops", "ops_agents.index", _l("Agents"), "headset", "agents.see", 40),
        NavEntry("ops", "ops_state_reasons.index", _l("State reasons"), "coffee", "agents.see", 45),
        NavEntry("ops", "ops_plans.index", _l("Plans & prices"), "tags", "plans.see", 50),
    ),
    packages=("muster.workforce",),
)
