"""Charges in words: sentences that rooms register, filled from the charge's own `params`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import format_date, format_decimal, lazy_pgettext
from flask_babel import lazy_gettext as _l

from muster.billing.models import Charge, ChargeKind
from muster.web.display import number
from muster.web.locale import reads_chinese

KINDS: Mapping[str, Any] = {
    ChargeKind.SEAT: _l("Seats"),
    ChargeKind.SETUP: _l("Set-up"),
    ChargeKind.OVERAGE: _l("Overage"),
    ChargeKind.HOLD: _l("Standby held"),
    ChargeKind.USE: _l("Standby used"),
    ChargeKind.DRILL: _l("Drill"),
    ChargeKind.CREDIT: _l("Credit"),
}
# One of it, and any other quantity.
UNITS: Mapping[str, tuple[Any, Any]] = {
    "seat": (lazy_pgettext("quantity", "seat"), lazy_pgettext("quantity", "seats")),
    "seat_hour": (lazy_pgettext("quantity", "seat hour"), lazy_pgettext("quantity", "seat hours")),
    "contact": (lazy_pgettext("quantity", "contact"), lazy_pgettext("quantity", "contacts")),
    "month": (lazy_pgettext("quantity", "month"), lazy_pgettext("quantity", "months")),
    "piece": (lazy_pgettext("quantity", "time"), lazy_pgettext("quantity", "times")),
}
_sentences: dict[str, Any] = {}


def register(sentences: Mapping[str, Any]) -> None:
    """Make known how descriptions read: code → lazy text with %(name)s for each of its params."""
    _sentences.update(sentences)


def sentence(charge: Charge) -> str:
    """What a charge is for, in the reader's language.

    Of params, {"en": …, "zh": …} is said in the reader's language, what ends in `_on` is a day,
    and numbers get the reader's separators.
    """
    said = _sentences.get(charge.description)
    if said is None:
        return str(KINDS.get(charge.kind, charge.description))
    return str(said) % {name: _value(name, value) for name, value in charge.params.items()}


def quantity(charge: Charge) -> str:
    """How much is charged, with its unit: `1 seat`, `2.5 seat hours`."""
    amount = charge.quantity.normalize()
    one, several = UNITS.get(charge.unit, (charge.unit, charge.unit))
    return f"{number(amount)} {one if amount == 1 else several}"


def _value(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return str(value["zh" if reads_chinese() else "en"])
    if name.endswith("_on"):
        return str(format_date(date.fromisoformat(value), "medium"))
    if isinstance(value, int | float | Decimal):
        return str(format_decimal(value))
    return str(value)
