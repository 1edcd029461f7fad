"""Seats: what a company rents."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.leasing.settling import SUBJECT
from tenants.charges.subjects import ADDRESSES
from tenants.seats import changing_views, ordering_views, public_views, views

ADDRESSES[SUBJECT] = lambda slug, id_: url_for("seats.show", tenant=slug, lease_id=id_)

FEATURE = Feature(
    name="seats",
    blueprints=(
        views.blueprint,
        ordering_views.blueprint,
        changing_views.blueprint,
        public_views.blueprint,
    ),
    permissions=(
        Permission(
            "seats.see",
            _l("See the price list, the seats rented and who sits there"),
            member_roles=frozenset({"owner", "supervisor", "analyst", "finance", "viewer"}),
        ),
        Permission(
            "seats.rent",
            _l("Rent seats, change and cancel leases"),
            member_roles=frozenset({"owner", "finance"}),
            confirmed=True,
        ),
    ),
    nav=(
        NavEntry("portal", "seats.index", _l("Seats"), "armchair", "seats.see", 20),
        NavEntry("market", "for_companies.show", _l("For companies"), "armchair", order=30),
    ),
    packages=("tenants.seats",),
)
