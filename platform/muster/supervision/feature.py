"""Supervision as a feature: its rights on both sides, its clock, and the operator's pages."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from muster.desk.providers import providers
from muster.features import Feature, NavEntry, Permission
from muster.routing import reasons
from muster.supervision import (
    acts,
    desk_views,
    jobs,
    ops_media,
    ops_views,
    terms_views,
    watching,
)

LEADS = frozenset({"admin", "operations"})
SUPERVISORS = frozenset({"owner", "supervisor"})

WORDS = {
    acts.TAKEN_OVER: _l("A supervisor took the conversation over"),
    acts.HANDED_BACK: _l("A supervisor gave the conversation back"),
    watching.WITHDRAWN: _l("The supervisor may not hold it any more"),
    watching.GONE: _l("The supervisor has gone"),
}

# Templates of the wall, which the portal shows as well.
pages = Blueprint("supervision_pages", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Give the desk its part, and the history of contacts its words."""
    providers(app).parts.append("supervision/_desk.html")
    reasons.SENTENCES.update(WORDS)


FEATURE = Feature(
    name="supervision_acts",
    init_app=init_app,
    blueprints=(
        pages,
        desk_views.blueprint,
        terms_views.blueprint,
        ops_views.blueprint,
        ops_media.blueprint,
    ),
    permissions=(
        Permission(
            "live.see",
            _l("See the company's seats and contacts live"),
            member_roles=SUPERVISORS | {"analyst", "viewer"},
            staff_roles=LEADS,
        ),
        Permission(
            "live.read",
            _l("Read along in a contact"),
            member_roles=SUPERVISORS,
            staff_roles=LEADS,
        ),
        Permission(
            "live.whisper",
            _l("Whisper to an agent, where the contract allows"),
            member_roles=SUPERVISORS,
            staff_roles=LEADS,
        ),
        Permission(
            "live.barge",
            _l("Join a conversation, where the contract allows"),
            member_roles=SUPERVISORS,
            staff_roles=LEADS,
        ),
        Permission(
            "live.take_over",
            _l("Take a conversation over, where the contract allows"),
            member_roles=SUPERVISORS,
            staff_roles=LEADS,
        ),
        Permission(
            "live.manage",
            _l("Act from the wall: tell agents, set states, place waiting contacts"),
            member_roles=SUPERVISORS,
            staff_roles=LEADS,
        ),
        Permission(
            "live.configure",
            _l("Set the wall's limits, its alerts, and what agents see of supervisors"),
            member_roles=SUPERVISORS,
        ),
        Permission(
            "live.agree",
            _l("Write down what the contract allows supervisors"),
            staff_roles=LEADS,
        ),
    ),
    nav=(NavEntry("ops", "ops_live.index", _l("Live supervision"), "eye", "live.see", 15),),
    periodic=jobs.PERIODIC,
)
