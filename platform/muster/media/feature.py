"""Pictures and files as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, Permission
from muster.media import jobs, views

FEATURE = Feature(
    name="media",
    blueprints=(views.blueprint, views.company_blueprint),
    permissions=(
        Permission(
            "files.see",
            _l("Open files that were sent in conversations"),
            member_roles=frozenset({"owner", "supervisor"}),
        ),
    ),
    periodic=jobs.PERIODIC,
)
