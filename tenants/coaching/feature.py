"""A company's own notes for its agents as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.coaching import views

FEATURE = Feature(
    name="tenant_coaching",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "coaching.see",
            _l("See the language coach's notes"),
            member_roles=frozenset({"owner", "supervisor", "knowledge_editor", "analyst"}),
        ),
        Permission(
            "coaching.edit",
            _l("Write notes of the language coach"),
            member_roles=frozenset({"owner", "supervisor", "knowledge_editor"}),
        ),
    ),
    nav=(
        NavEntry("portal", "coaching.index", _l("Language coach"), "language", "coaching.see", 65),
    ),
)
