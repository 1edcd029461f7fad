"""The staff as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.staff import views

FEATURE = Feature(
    name="staff",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "staff.see",
            _l("See who works for the operator, in which roles"),
            staff_roles=frozenset({"admin", "operations"}),
        ),
        Permission(
            "staff.manage", _l("Add staff and change their roles"), staff_roles=frozenset({"admin"})
        ),
    ),
    nav=(NavEntry("ops", "staff.index", _l("Staff"), "users-group", "staff.see", 80),),
)
