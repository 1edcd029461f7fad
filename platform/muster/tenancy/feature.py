"""Clients, as operations see them, as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.tenancy import clients_views

FEATURE = Feature(
    name="tenancy",
    blueprints=(clients_views.blueprint,),
    permissions=(
        Permission(
            "clients.see",
            _l("See all clients, who belongs to them, how they stand"),
            staff_roles=frozenset({"admin", "operations", "planner", "qa"}),
        ),
    ),
    nav=(NavEntry("ops", "ops_clients.index", _l("Clients"), "building", "clients.see", 20),),
)
