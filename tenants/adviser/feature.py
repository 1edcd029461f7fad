"""The adviser as a feature of the portal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.adviser import views

FEATURE = Feature(
    name="adviser",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "adviser.see",
            _l("Work out how many seats to rent and how many to reserve"),
            member_roles=frozenset({"owner", "supervisor", "analyst", "finance", "viewer"}),
        ),
    ),
    nav=(NavEntry("portal", "adviser.show", _l("Adviser"), "scale", "adviser.see", 21),),
    packages=("tenants.adviser",),
)
