"""The wallboard as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.wallboard import screen_views, stream, views

FEATURE = Feature(
    name="wallboard",
    blueprints=(views.blueprint, screen_views.blueprint),
    permissions=(
        Permission(
            "wallboards.edit",
            _l("Make and revoke links to the wallboard"),
            member_roles=frozenset({"owner", "supervisor"}),
        ),
    ),
    nav=(
        NavEntry("portal", "wallboards.index", _l("Wallboard"), "device-tv", "wallboards.edit", 32),
    ),
    init_app=stream.init_app,
)
