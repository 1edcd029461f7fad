"""Standby: a reserve that a company holds."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from muster.capacity.confirming import SUBJECT
from muster.features import Feature, NavEntry, Permission
from tenants.charges.subjects import ADDRESSES
from tenants.standby import views

ADDRESSES[SUBJECT] = lambda slug, id_: url_for("standby.show", tenant=slug, reservation_id=id_)

FEATURE = Feature(
    name="standby",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "standby.see",
            _l("See what standby the company holds, and on what terms"),
            member_roles=frozenset({"owner", "supervisor", "analyst", "finance", "viewer"}),
        ),
        Permission(
            "standby.reserve",
            _l("Ask for standby, confirm it and cancel it"),
            member_roles=frozenset({"owner", "finance"}),
            confirmed=True,
        ),
    ),
    nav=(NavEntry("portal", "standby.index", _l("Standby"), "shield-check", "standby.see", 22),),
    packages=("tenants.standby",),
)
