"""The days of a company's agents as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.timeline import views

FEATURE = Feature(
    name="tenant_timeline",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "timelines.see",
            _l("See the days of the company's agents, state by state"),
            member_roles=frozenset({"owner", "supervisor"}),
        ),
    ),
    nav=(NavEntry("portal", "timelines.index", _l("Timelines"), "timeline", "timelines.see", 33),),
)
