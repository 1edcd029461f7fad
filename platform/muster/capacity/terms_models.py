"""On what terms standby is sold, at what rates, and what risks are reckoned with."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class Terms(Identified, Dated, Base):
    """On what terms standby is sold; the newest row holds. Until there is one, `terms.DEFAULTS`.

    shrinkage: the share of people who do not come although they should. copy_factor: how many
    others one hot agent can lead. least_probability: of a shared promise, over a year.
    """

    __tablename__ = "standby_terms"
    __table_args__ = (
        CheckConstraint("shrinkage >= 0 AND shrinkage < 1", name="shrinkage_range"),
        CheckConstraint("copy_factor BETWEEN 0 AND 100", name="copy_factor_range"),
        CheckConstraint("least_probability BETWEEN 0.5 AND 1", name="limit_range"),
        CheckConstraint("hold_minutes BETWEEN 1 AND 1440", name="hold_minutes_range"),
    )

    shrinkage: Mapped[float] = mapped_column(Float)
    copy_factor: Mapped[int] = mapped_column(SmallInteger)
    least_probability: Mapped[float] = mapped_column(Float)
    hold_minutes: Mapped[int] = mapped_column(SmallInteger)
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Rate(Identified, Dated, Base):
    """What standby costs in a currency, in minor units; the newest row of a currency holds.

    hot, warm, cold: a seat for each hour in which it is held. shared_percent: what a part of a
    pot costs of that. use: a seat for each hour in which it is used.
    """

    __tablename__ = "standby_rates"
    __table_args__ = (
        CheckConstraint(
            "least(hot_minor, warm_minor, cold_minor, use_minor) >= 0", name="not_below_zero"
        ),
        CheckConstraint("shared_percent BETWEEN 1 AND 100", name="shared_range"),
        Index(None, "currency", "created_at"),
    )

    currency: Mapped[str]
    hot_minor: Mapped[int]
    warm_minor: Mapped[int]
    cold_minor: Mapped[int]
    use_minor: Mapped[int]
    shared_percent: Mapped[int] = mapped_column(SmallInteger)
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Risk(Identified, Dated, Base):
    """How likely a hazard zone is hit in each season of a year: spring, summer, autumn, winter.

    calm: how likely a client needs its standby in a season for reasons of its own. struck: the
    same when its own zone is hit.
    """

    __tablename__ = "standby_risks"
    __table_args__ = (
        CheckConstraint("cardinality(seasons) = 4", name="four_seasons"),
        CheckConstraint("0 <= ALL (seasons) AND 1 >= ALL (seasons)", name="seasons_range"),
        CheckConstraint("calm BETWEEN 0 AND 1 AND struck BETWEEN 0 AND 1", name="chances_range"),
    )

    hazard_zone: Mapped[str] = mapped_column(unique=True)
    seasons: Mapped[list[float]] = mapped_column(ARRAY(Float))
    calm: Mapped[float] = mapped_column(Float)
    struck: Mapped[float] = mapped_column(Float)
