"""Charges are posted once, never changed, and summed up truly."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from muster.billing import charges, queries
from muster.billing.models import Charge, ChargeKind
from muster.db import session
from tests.cast import HUALAN, RIVAL

AsTenant = Callable[[str], AbstractContextManager[None]]
NOVEMBER = date(2026, 11, 1)


def post(key: str, amount_minor: int = 680000, **other: object) -> Charge:
    values: dict[str, object] = {
        "kind": ChargeKind.CREDIT if amount_minor < 0 else ChargeKind.SEAT,
        "currency": "CNY",
        "period_start": NOVEMBER,
        "period_end": date(2026, 11, 30),
        "description": "seat.month",
    }
    return charges.post(HUALAN.id, key=key, amount_minor=amount_minor, **values | other)  # type: ignore[arg-type]  # test values


def test_the_same_key_is_charged_once(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        first = post("lease 1, 2026-11").id
    with as_tenant("hualan"):
        again = post("lease 1, 2026-11", 1)
        assert (again.id, again.amount_minor) == (first, 680000)
        assert session.scalar(select(func.count()).select_from(Charge)) == 1


@pytest.mark.parametrize("change", ["UPDATE charges SET amount_minor = 1", "DELETE FROM charges"])
def test_a_charge_cannot_be_changed_or_deleted(as_tenant: AsTenant, change: str) -> None:
    with as_tenant("hualan"):
        post("once")
    with pytest.raises(DBAPIError, match="permission denied"), as_tenant("hualan"):
        session.execute(text(change))


@pytest.mark.parametrize(("kind", "amount"), [(ChargeKind.CREDIT, 0), (ChargeKind.SEAT, -1)])
def test_only_credits_are_below_nothing(as_tenant: AsTenant, kind: ChargeKind, amount: int) -> None:
    with pytest.raises(ValueError, match="below 0"), as_tenant("hualan"):
        post("odd", amount, kind=kind)


def test_the_database_knows_credits_as_well(db_owner: Engine, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        post("once")
    with pytest.raises(DBAPIError, match="credit_negative"), db_owner.begin() as connection:
        connection.execute(text("UPDATE charges SET kind = 'credit'"))


def test_two_companies_may_use_the_same_key(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        post("shared")
    with as_tenant("rival"):
        charges.post(
            RIVAL.id,
            key="shared",
            kind=ChargeKind.USE,
            amount_minor=5,
            currency="USD",
            period_start=NOVEMBER,
            period_end=NOVEMBER,
            description="",
        )
        assert [row.amount_minor for row in session.scalars(select(Charge))] == [5]


def test_totals_are_by_currency_and_month(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        post("a", 10**13)
        post("b", -500)
        post("c", 700, currency="USD")
        post("d", 9, period_start=date(2026, 12, 1), period_end=date(2026, 12, 31))
        totals = queries.totals(HUALAN.id, queries.Filters(month=NOVEMBER))
        assert [(t.currency, t.amount_minor, t.credit_minor, t.count) for t in totals] == [
            ("CNY", 10**13 - 500, -500, 2),
            ("USD", 700, 0, 1),
        ]
        december = queries.charges(HUALAN.id, queries.Filters(month=date(2026, 12, 1)))
        assert [row.key for row in december] == ["d"]
        assert queries.months(HUALAN.id) == [date(2026, 12, 1), NOVEMBER]


def test_credits_can_be_looked_at_alone(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        post("a")
        post("b", -500)
        found = queries.charges(HUALAN.id, queries.Filters(kind="credit"))
        assert [row.key for row in found] == ["b"]
