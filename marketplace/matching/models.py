"""The public index: one row a published company, the words they use, and counts over all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Double, ForeignKey, Index, Integer, SmallInteger, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base

TIERS = 3


def _index_of_tier(tier: int) -> Index:
    return Index(
        f"ix_matching_companies_terms_{tier}",
        "terms",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
        postgresql_where=f"tier = {tier}",
    )


class IndexedCompany(Base):
    """What one company has published, as the search reads it. No row: not published.

    Everybody may read it, the company alone may write it; so the policy for reading is the
    constant true, and PostgreSQL may use the indexes on `terms` for the application's role.

    tier: 0 holds the foremost companies by `prior`, the last one the rest; each has an index
    of its own, so that a common question is answered from a few thousand rows.
    prior: how well known and how fully described the company is, before any question.
    price, price_rank: its lowest price, and the share of its category that is cheaper.
    name_key: its name in look-up form. facts: what reasons are told from.
    """

    __tablename__ = "matching_companies"
    __table_args__ = tuple(map(_index_of_tier, range(TIERS)))

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True
    )
    name_key: Mapped[str]
    category: Mapped[str]
    tier: Mapped[int] = mapped_column(SmallInteger)
    prior: Mapped[float] = mapped_column(REAL)
    mentions: Mapped[int] = mapped_column(Integer)
    fact_count: Mapped[int] = mapped_column(Integer)
    rating: Mapped[float | None] = mapped_column(REAL)
    price: Mapped[float | None] = mapped_column(Double)
    price_rank: Mapped[float | None] = mapped_column(REAL)
    terms: Mapped[Any] = mapped_column(TSVECTOR)
    facts: Mapped[dict[str, Any]]
    indexed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class IndexedTerm(Base):
    """A name, value, word or number that some company has published, and how many have.

    Of the operator: it says what is known, never by whom. New terms appear with the company
    that brings them; `companies` is counted anew from time to time.
    """

    __tablename__ = "matching_terms"

    text: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    lexeme: Mapped[str] = mapped_column(Text(collation="C"))
    companies: Mapped[int] = mapped_column(Integer)


class IndexedCounts(Base):
    """One row: how many companies there are, and where the tiers end.

    tops: the highest prior in each tier. floors: the lowest prior that enters each tier but
    the last.
    """

    __tablename__ = "matching_counts"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    companies: Mapped[int] = mapped_column(Integer)
    tops: Mapped[list[float]] = mapped_column(ARRAY(REAL))
    floors: Mapped[list[float]] = mapped_column(ARRAY(REAL))
    counted_at: Mapped[datetime]
