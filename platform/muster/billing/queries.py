"""Reading charges: by month, by what they are about, and summed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from muster.billing.models import Charge, ChargeKind
from muster.db import session

PAGE = 50
MONTHS = 60


@dataclass(frozen=True, slots=True)
class Filters:
    """Which charges: month is the first day of the month in which their period begins."""

    month: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of charges in one currency, and how much of it was given back."""

    currency: str
    amount_minor: int
    credit_minor: int
    count: int


def charges(
    tenant_id: UUID, filters: Filters, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[Charge]:
    """A company's charges, the newest first; `before` is the last id of the page before."""
    query = select(Charge).where(*_narrowed(tenant_id, filters))
    if before is not None:
        query = query.where(Charge.id < before)
    return session.scalars(query.order_by(Charge.id.desc()).limit(limit)).all()


def charges_about(
    tenant_id: UUID, subject_ids: Sequence[UUID], *, limit: int = PAGE
) -> Sequence[Charge]:
    """The newest charges about these rows."""
    return session.scalars(
        select(Charge)
        .where(Charge.tenant_id == tenant_id, Charge.subject_id.in_(subject_ids))
        .order_by(Charge.id.desc())
        .limit(limit)
    ).all()


def totals(tenant_id: UUID, filters: Filters) -> list[Total]:
    """What these charges come to, one line a currency."""
    credit = Charge.kind == ChargeKind.CREDIT
    rows = session.execute(
        select(
            Charge.currency,
            func.sum(Charge.amount_minor).label("amount"),
            func.coalesce(func.sum(Charge.amount_minor).filter(credit), 0).label("credit"),
            func.count().label("charges"),
        )
        .where(*_narrowed(tenant_id, filters))
        .group_by(Charge.currency)
        .order_by(Charge.currency)
    )
    return [Total(row.currency, int(row.amount), int(row.credit), row.charges) for row in rows]


def months(tenant_id: UUID) -> list[date]:
    """The months in which something was charged, the newest first."""
    month = func.date_trunc("month", Charge.period_start).label("month")
    rows = session.scalars(
        select(month)
        .where(Charge.tenant_id == tenant_id)
        .distinct()
        .order_by(month.desc())
        .limit(MONTHS)
    )
    return [row.date() for row in rows]


def _narrowed(tenant_id: UUID, filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [Charge.tenant_id == tenant_id]
    if filters.month is not None:
        start = filters.month
        end = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        conditions += [Charge.period_start >= start, Charge.period_start < end]
    if filters.kind:
        conditions.append(Charge.kind == filters.kind)
    return conditions
