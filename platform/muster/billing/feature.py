"""Charges as a feature: who may see them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, Permission

FEATURE = Feature(
    name="billing",
    permissions=(
        Permission(
            "charges.see",
            _l("See what the company is charged"),
            member_roles=frozenset({"owner", "finance"}),
        ),
    ),
)
