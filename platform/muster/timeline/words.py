"""What states of a line are called, and who changed them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from muster.desk.words import STATES as AGENT_STATES
from muster.timeline.days import OTHER_WORK

STATES: Mapping[str, str | LazyString] = {**AGENT_STATES, OTHER_WORK: _l("Other work")}

PARTS: Mapping[str, LazyString] = {
    "offered": _l("Offered"),
    "active": _l("In conversation"),
    "wrap_up": _l("Wrap-up"),
}

SHIFTS: Mapping[str, LazyString] = {
    "work": _l("Work"),
    "standby": _l("On standby"),
    "training": _l("Training"),
}


def changed_by(by: str) -> str:
    """Who changed a state, readable."""
    known = {"agent": _("the agent"), "system": _("by itself"), "operator": _("somebody else")}
    return str(known.get(by, by))
