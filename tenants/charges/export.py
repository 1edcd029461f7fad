"""Charges as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import get_currency_precision

from muster.audit.export import harmless
from muster.billing import words
from muster.billing.models import Charge

COLUMNS = ("id", "charged_at", "first_day", "last_day", "kind", "what_for", "quantity", "unit",
           "unit_price", "amount", "currency")  # fmt: skip


def as_csv(charges: Iterable[Charge]) -> str:
    """Charges as CSV: moments in UTC, amounts in whole units of the currency with a point.

    What a charge is for is said in the reader's language. Words are made harmless; numbers are
    ours and stay numbers, so that credits, which begin with a minus, can be summed up.
    """
    target = io.StringIO()
    target.write("\ufeff")  # without it, spreadsheets read Chinese as noise
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for charge in charges:
        writer.writerow(_row(charge))
    return target.getvalue()


def _row(charge: Charge) -> tuple[str, ...]:
    return (
        str(charge.id),
        charge.created_at.isoformat(timespec="seconds"),
        charge.period_start.isoformat(),
        charge.period_end.isoformat(),
        charge.kind,
        harmless(words.sentence(charge)),
        f"{charge.quantity.normalize():f}",
        harmless(charge.unit),
        _amount(charge.unit_price_minor, charge.currency),
        _amount(charge.amount_minor, charge.currency),
        charge.currency,
    )


def _amount(minor: int, currency: str) -> str:
    return f"{Decimal(minor).scaleb(-get_currency_precision(currency)):f}"
