"""Seats: what a company rents."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.seats import views

FEATURE = Feature(
    name="seats",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "seats.see",
            _l("See the price list, the seats rented and who sits there"),
            member_roles=frozenset({"owner", "supervisor", "analyst", "finance", "viewer"}),
        ),
        Permission(
            "seats.rent",
            _l("Rent seats and end leases"),
            member_roles=frozenset({"owner", "finance"}),
            confirmed=True,
        ),
    ),
    nav=(NavEntry("portal", "seats.index", _l("Seats"), "armchair", "seats.see", 20),),
    packages=("tenants.seats",),
)
