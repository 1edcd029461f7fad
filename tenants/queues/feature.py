"""The queue's hours and words as a feature."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from muster.tenancy.permissions import MEMBER_ROLES
from tenants.queues import closing_views, queue_views, reply_views, views, vip_views

FEATURE = Feature(
    name="queues",
    blueprints=(
        queue_views.blueprint,
        vip_views.blueprint,
        views.blueprint,
        reply_views.blueprint,
        closing_views.blueprint,
    ),
    permissions=(
        Permission("queue.see", _l("See queues and the company's words"), frozenset(MEMBER_ROLES)),
        Permission(
            "queue.edit",
            _l("Change queues and dispositions"),
            frozenset({"owner", "supervisor"}),
        ),
        Permission(
            "replies.edit",
            _l("Write canned replies"),
            frozenset({"owner", "supervisor", "knowledge_editor"}),
        ),
    ),
    nav=(
        NavEntry("portal", "company_queues.index", _l("Queues"), "clock-hour-9", "queue.see", 59),
        NavEntry("portal", "vips.index", _l("VIP customers"), "star", "queue.see", 60),
        NavEntry(
            "portal", "queues.show", _l("Replies and endings"), "message-2-bolt", "queue.see", 60
        ),
        NavEntry("portal", "closing.show", _l("Closing"), "circle-check", "queue.see", 61),
    ),
)
