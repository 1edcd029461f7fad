"""Calling standby in, as clients do it."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from muster.activation.metering import SUBJECT
from muster.features import Feature, NavEntry, Permission
from tenants.activation import briefing_views, views
from tenants.charges.subjects import ADDRESSES

ADDRESSES[SUBJECT] = lambda slug, id_: url_for("activations.show", tenant=slug, activation_id=id_)

FEATURE = Feature(
    name="activations",
    blueprints=(views.blueprint, briefing_views.blueprint),
    permissions=(
        Permission(
            "activations.see",
            _l("See who is called in, the board and the certificates"),
            member_roles=frozenset({"owner", "supervisor", "analyst", "finance", "viewer"}),
        ),
        Permission(
            "activations.start",
            _l("Call standby in, begin drills and send people back"),
            member_roles=frozenset({"owner", "supervisor"}),
            confirmed=True,
        ),
        Permission(
            "briefings.see",
            _l("See what people who are called in must know"),
            member_roles=frozenset({"owner", "supervisor", "knowledge_editor"}),
        ),
        Permission(
            "briefings.edit",
            _l("Write what people who are called in must know"),
            member_roles=frozenset({"owner", "supervisor", "knowledge_editor"}),
        ),
    ),
    nav=(
        NavEntry(
            "portal",
            "activations.index",
            _l("Call in & drills"),
            "bell-ringing",
            "activations.see",
            23,
        ),
        NavEntry("portal", "standby_briefing.edit", _l("Briefing"), "school", "briefings.see", 24),
    ),
)
