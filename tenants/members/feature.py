"""The team and the company's settings as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.tenancy.permissions import MEMBER_ROLES
from tenants.members import invitation_views, settings_views, views

OWNER = frozenset({"owner"})
EVERYBODY = frozenset(MEMBER_ROLES)

FEATURE = Feature(
    name="members",
    blueprints=(views.blueprint, invitation_views.blueprint, settings_views.blueprint),
    permissions=(
        Permission("team.see", _l("See the members of the company"), EVERYBODY),
        Permission("team.invite", _l("Invite members"), OWNER, confirmed=True),
        Permission("team.manage", _l("Change roles, remove members, withdraw invitations"), OWNER),
        Permission("team.leave", _l("Leave the company"), EVERYBODY),
        Permission(
            "company.edit", _l("Change the company's name, colour, hotline and zone"), OWNER
        ),
    ),
    nav=(
        NavEntry("portal", "members.index", _l("Team & access"), "users", "team.see", 80),
        NavEntry("portal", "settings.edit", _l("Settings"), "settings", "company.edit", 90),
    ),
)
