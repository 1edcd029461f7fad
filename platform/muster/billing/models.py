"""Charges: the rows from which a company is billed, and which it sees itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, TenantOwned


class ChargeKind(StrEnum):
    """What a charge is for. What is given back is a credit, whatever it was for."""

    SEAT = "seat"
    SETUP = "setup"
    OVERAGE = "overage"
    HOLD = "hold"
    USE = "use"
    DRILL = "drill"
    CREDIT = "credit"


class Charge(TenantOwned, Dated, Base):
    """One amount, in minor units of `currency`. The application adds rows and changes none.

    key: of the company's own; the same thing is charged once. period_start, period_end: first
    and last day that is paid for, both included, in the company's zone. description: which of
    the sentences in `muster.billing.words`, filled from `params`. subject: the row it is about.
    """

    __tablename__ = "charges"

    key: Mapped[str]
    kind: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    unit: Mapped[str]
    unit_price_minor: Mapped[int] = mapped_column(BigInteger)
    period_start: Mapped[date]
    period_end: Mapped[date]
    subject_type: Mapped[str] = mapped_column(default="", server_default=text("''"))
    subject_id: Mapped[UUID | None]
    description: Mapped[str]
    params: Mapped[dict[str, Any]]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "key"),
            CheckConstraint(
                "kind IN ('seat','setup','overage','hold','use','drill','credit')",
                name="kind_known",
            ),
            CheckConstraint("(kind = 'credit') = (amount_minor < 0)", name="credit_negative"),
            CheckConstraint("period_end >= period_start", name="period_forward"),
            CheckConstraint("char_length(key) BETWEEN 1 AND 200", name="key_length"),
            Index(None, "tenant_id", "period_start", "id"),
            Index(None, "tenant_id", "subject_id", "id"),
        )
