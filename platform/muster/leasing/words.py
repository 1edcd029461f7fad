"""Leases in words: what happened to them, and what their charges are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from muster.billing import words
from muster.leasing.models import ChangeKind

CHARGES: Mapping[str, Any] = {
    "seat.month": _l("%(plan)s × %(seats)s, the whole month"),
    "seat.part": _l("%(plan)s × %(seats)s, %(days)s of %(of_days)s days"),
    "seat.change": _l(
        "%(plan)s: from %(before)s to %(after)s seats on %(from_on)s, %(days)s of %(of_days)s days"
    ),
    "seat.transfer": _l("From %(before)s to %(plan)s on %(from_on)s, %(days)s of %(of_days)s days"),
    "seat.ended": _l("%(plan)s: days after the lease ends on %(last_on)s"),
    "seat.withdrawn": _l("The change of %(from_on)s is withdrawn"),
    "seat.prolonged": _l("%(plan)s: the lease goes on, said on %(from_on)s"),
    "seat.setup": _l("Set-up, %(plan)s × %(seats)s"),
    "seat.setup_returned": _l("Set-up given back, %(plan)s × %(seats)s: the change is withdrawn"),
    "seat.overage": _l("%(plan)s: %(contacts)s contacts, %(included)s of them included"),
}
KINDS: Mapping[str, Any] = {
    ChangeKind.ORDERED: _l("Ordered"),
    ChangeKind.QUANTITY: _l("Number of seats changed"),
    ChangeKind.TRANSFER: _l("Moved to another plan"),
    ChangeKind.RENEWAL_ON: _l("Renews by itself"),
    ChangeKind.RENEWAL_OFF: _l("Renews by itself no longer"),
    ChangeKind.CANCELLED: _l("Cancelled for the end of the term"),
    ChangeKind.REINSTATED: _l("Renews by itself again"),
    ChangeKind.EXTENDED: _l("Term extended"),
    ChangeKind.RENEWED: _l("Renewed by itself"),
    ChangeKind.ENDED: _l("Ended with its term"),
}


def register() -> None:
    """Tell charges of seats in words."""
    words.register(CHARGES)
