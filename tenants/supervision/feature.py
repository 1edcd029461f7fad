"""Supervision from afar, as the client's supervisors have it in the portal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry
from tenants.supervision import settings_views, views

FEATURE = Feature(
    name="supervision",
    blueprints=(views.blueprint, settings_views.blueprint),
    nav=(NavEntry("portal", "supervision.index", _l("Live supervision"), "eye", "live.see", 30),),
)
