"""Standby as a feature of the operator: its clock, how promises stand, and on what terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l

from muster.capacity import jobs, ops_views
from muster.features import Feature, NavEntry, Permission
from muster.leasing import supply as renting


def _spare(agent_ids: Sequence[UUID], from_on: date, wanted: int) -> list[UUID]:
    from muster.capacity import keeping  # noqa: PLC0415 — numpy only where seats are ordered

    return keeping.spare(agent_ids, from_on, wanted)


def _take(agent_ids: Sequence[UUID], from_on: date) -> None:
    from muster.capacity import keeping  # noqa: PLC0415 — numpy only where seats are ordered

    keeping.take(agent_ids, from_on)


renting.register(renting.Promises(_spare, _take))

FEATURE = Feature(
    name="capacity",
    blueprints=(ops_views.blueprint,),
    permissions=(
        Permission(
            "capacity.see",
            _l("See how standby promises stand, over all clients"),
            staff_roles=frozenset({"admin", "operations", "planner"}),
        ),
        Permission(
            "capacity.sell",
            _l("Set terms, prices and risks of standby, open shared reserves"),
            staff_roles=frozenset({"admin", "operations"}),
        ),
    ),
    nav=(
        NavEntry(
            "ops", "ops_standby.index", _l("Standby promises"), "shield-check", "capacity.see", 33
        ),
    ),
    periodic=jobs.PERIODIC,
    packages=("muster.capacity",),
)
