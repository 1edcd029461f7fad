"""Being named in notes as a feature of the portal."""

from __future__ import annotations

from flask import g
from flask_babel import lazy_gettext as _l

from muster.errors import DomainError
from muster.features import Feature, NavEntry, Permission
from muster.mentions import queries
from tenants.mentions import views


def unread() -> int:
    """How many mentions the signed-in member has not seen; 0 on a page that tells of a fault."""
    try:
        return queries.unread(g.principal.person_id)
    except (RuntimeError, AttributeError, DomainError):
        return 0


FEATURE = Feature(
    name="mentions",
    blueprints=(views.blueprint,),
    permissions=(
        Permission(
            "mentions.see",
            _l("See where agents name you in notes"),
            member_roles=frozenset({"owner", "supervisor"}),
        ),
    ),
    nav=(
        NavEntry(
            "portal",
            "mentions.index",
            _l("Mentions"),
            "at",
            "mentions.see",
            35,
            count=unread,
            recount="mentions.show_unread",
        ),
    ),
)
