"""Loans in words: why somebody cannot be lent, why somebody was recalled, what is charged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from muster.lending.models import Loan, Recall

WHY_NOT: Mapping[str, Any] = {
    "left": _l("%(name)s does not work here any more."),
    "shift": _l("%(name)s is not on standby now."),
    "called": _l("%(name)s is being called in."),
    "activated": _l("A reserve for which %(name)s stands by is being called in."),
    "lent": _l("%(name)s is lent already. Somebody may have been faster."),
    "serves": _l("%(name)s serves this company already."),
    "dedicated": _l("%(name)s has a dedicated seat."),
    "skills": _l("%(name)s lacks a skill that the queue needs."),
    "languages": _l("%(name)s speaks no language of the queue."),
    "certification": _l("%(name)s is not certified for this company."),
    "site": _l("The site of %(name)s is down."),
    "away": _l("%(name)s is away."),
    "offline": _l("%(name)s is not signed in at the desk."),
}
# Of how many people on standby this is true, said after their number.
HINDERED: Mapping[str, Any] = {
    "left": _l("have left"),
    "called": _l("are being called in"),
    "activated": _l("stand by for a reserve that is being called in"),
    "lent": _l("are lent already"),
    "serves": _l("serve the company already"),
    "dedicated": _l("have a dedicated seat"),
    "skills": _l("lack a skill that the queue needs"),
    "languages": _l("speak no language of the queue"),
    "certification": _l("are not certified for the company"),
    "site": _l("sit at a site that is down"),
    "away": _l("are away"),
    "offline": _l("are not signed in at the desk"),
}
RECALLS: Mapping[str, Any] = {
    Recall.ASKED: _l("operations asked for it"),
    Recall.CALLED: _l("called in by a roll-call"),
    Recall.ACTIVATED: _l("a reserve for which this person stands by is called in"),
    Recall.PROMISE: _l("a promise came that leaves less time"),
    Recall.TIME: _l("so as to be back in time"),
    Recall.QUEUE: _l("the queue takes no lent people any more"),
    Recall.OFFLINE: _l("signed out of the desk"),
    Recall.GONE: _l("not available any more"),
}
CHARGES: Mapping[str, Any] = {"lending.use": _l("Lent standby: %(name)s")}


def why_not(name: str, code: str) -> LazyString:
    """Why somebody cannot be lent, as a sentence; code: one of `Standing.lacks`."""
    return LazyString(lambda: str(WHY_NOT[code]) % {"name": name})


def state(loan: Loan) -> tuple[Any, str]:
    """Where a loan stands, as a chip."""
    if loan.ended_at is not None:
        return _l("Back"), ""
    if loan.recalled_at is not None:
        return _l("Recalled"), "warn"
    return _l("Lent"), "good"
