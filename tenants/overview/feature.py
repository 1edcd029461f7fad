"""The overview as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.tenancy.permissions import MEMBER_ROLES
from tenants.overview import views

FEATURE = Feature(
    name="overview",
    blueprints=(views.blueprint,),
    permissions=(
        Permission("overview.see", _l("See how the company stands"), frozenset(MEMBER_ROLES)),
    ),
    nav=(NavEntry("portal", "overview.show", _l("Overview"), "home", "overview.see", 0),),
)
