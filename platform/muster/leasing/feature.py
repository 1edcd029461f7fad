"""Renting seats: the clock of leases, operations' pages, and how charges and changes are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.leasing import jobs, ops_views, words

RUN = frozenset({"admin", "operations", "planner"})

words.register()

FEATURE = Feature(
    name="leasing",
    blueprints=(ops_views.blueprint,),
    permissions=(
        Permission(
            "leases.see",
            _l("See which seats are rented, and who sits there"),
            staff_roles=RUN | {"qa", "trainer"},
        ),
        Permission("leases.staff", _l("Seat agents on leases and take them off"), staff_roles=RUN),
    ),
    nav=(NavEntry("ops", "ops_leases.index", _l("Seats rented"), "armchair", "leases.see", 30),),
    periodic=jobs.PERIODIC,
    packages=("muster.leasing",),
)
