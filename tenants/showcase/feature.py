"""The showcase editor as a feature of the portal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.tenancy.permissions import MEMBER_ROLES
from tenants.showcase import offer_views, picture_views, product_views, views
from tenants.showcase.blueprint import blueprint

VIEWS = (views, product_views, picture_views, offer_views)
EDITORS = frozenset({"owner", "knowledge_editor"})

FEATURE = Feature(
    name="showcase",
    blueprints=(blueprint,),
    permissions=(
        Permission("showcase.read", _l("See the showcase in the portal"), frozenset(MEMBER_ROLES)),
        Permission("showcase.edit", _l("Edit the showcase"), EDITORS),
        Permission("showcase.publish", _l("Publish and withdraw the showcase"), EDITORS),
    ),
    nav=(
        NavEntry(
            "portal",
            "showcase.show",
            _l("Showcase"),
            "building-store",
            permission="showcase.read",
            order=50,
        ),
    ),
)
