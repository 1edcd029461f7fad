"""Posting charges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from muster.billing.models import Charge, ChargeKind
from muster.db import session, uuid7


def post(
    tenant_id: UUID,
    *,
    key: str,
    kind: ChargeKind,
    amount_minor: int,
    currency: str,
    period_start: date,
    period_end: date,
    description: str,
    params: Mapping[str, Any] | None = None,
    quantity: Decimal | int = 1,
    unit: str = "seat",
    unit_price_minor: int | None = None,
    subject_type: str = "",
    subject_id: UUID | None = None,
) -> Charge:
    """Charge a company once: the same key again gives the charge that is there, unchanged.

    amount_minor: in minor units of `currency`; below 0 for a credit, and for nothing else.
    unit: "seat", "seat_hour", "contact", "month" or "piece". unit_price_minor: of one unit; the
    amount where it is not given. description, params: see `muster.billing.words`. The rest is
    as in `Charge`. Raises ValueError for a credit that is none.
    """
    if (kind == ChargeKind.CREDIT) != (amount_minor < 0):
        raise ValueError("credits, and only credits, are below 0")
    values = {
        "id": uuid7(),
        "tenant_id": tenant_id,
        "key": key,
        "kind": kind,
        "amount_minor": amount_minor,
        "currency": currency,
        "quantity": quantity,
        "unit": unit,
        "unit_price_minor": amount_minor if unit_price_minor is None else unit_price_minor,
        "period_start": period_start,
        "period_end": period_end,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "description": description,
        "params": dict(params or {}),
    }
    session.execute(
        insert(Charge).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "key"])
    )
    return session.execute(
        select(Charge).where(Charge.tenant_id == tenant_id, Charge.key == key)
    ).scalar_one()
