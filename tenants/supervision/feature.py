"""Supervision from afar, first version: the live wall and reading along."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.supervision import views

FEATURE = Feature(
    name="supervision",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "live.see",
            _l("See the company's seats and contacts live"),
            member_roles=frozenset({"owner", "supervisor", "analyst", "viewer"}),
        ),
        Permission(
            "live.read",
            _l("Read along in a contact"),
            member_roles=frozenset({"owner", "supervisor"}),
        ),
    ),
    nav=(NavEntry("portal", "supervision.index", _l("Live supervision"), "eye", "live.see", 30),),
    packages=("tenants.supervision",),
)
