"""A company's bulletins as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.bulletins import views

FEATURE = Feature(
    name="tenant_bulletins",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "bulletins.see",
            _l("See the bulletins, and which agents have read them"),
            member_roles=frozenset({"owner", "supervisor", "knowledge_editor", "analyst"}),
        ),
        Permission(
            "bulletins.pin",
            _l("Pin, change and withdraw bulletins for the agents"),
            member_roles=frozenset({"owner", "supervisor"}),
        ),
    ),
    nav=(NavEntry("portal", "bulletins.index", _l("Bulletins"), "pin", "bulletins.see", 35),),
)
