"""Sites and languages as a feature."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.places import importing_views, views
from muster.places.bringing import kinds
from muster.places.importing import SITES

RUN = frozenset({"admin", "operations"})


def init_app(app: Flask) -> None:
    """Let files of sites be brought in."""
    kinds["sites"] = SITES


FEATURE = Feature(
    name="places",
    blueprints=(views.blueprint, views.languages, importing_views.blueprint),
    permissions=(
        Permission(
            "sites.see",
            _l("See sites, and which are down"),
            staff_roles=RUN | {"planner", "qa", "trainer"},
        ),
        Permission(
            "files.bring_in",
            _l("Bring in files of what one may enter by hand"),
            staff_roles=RUN | {"planner", "trainer"},
        ),
        Permission("sites.edit", _l("Enter and change sites and languages"), staff_roles=RUN),
        Permission(
            "sites.switch",
            _l("Say that a site is down, or works again"),
            staff_roles=RUN | {"planner"},
        ),
    ),
    nav=(NavEntry("ops", "ops_sites.index", _l("Sites"), "map-pin", "sites.see", 38),),
    init_app=init_app,
    packages=("muster.places",),
)
