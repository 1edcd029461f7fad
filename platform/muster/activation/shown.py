"""What pages of activations have in common: finding one, its board, the words for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text
from sqlalchemy.orm import Session, scoped_session

from muster.activation import board, metering, words
from muster.activation.models import (
    RUNNING,
    Activation,
    ActivationChange,
    Briefing,
    DrillCertificate,
)
from muster.errors import existing
from muster.identity.models import Person

Source = Session | scoped_session[Any]
CHART = (600, 200)
PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """An activation with everything that its board shows."""

    activation: Activation
    board: board.Board
    people: Sequence[RowMapping]
    hours: Decimal
    cost_minor: int
    certificate: DrillCertificate | None

    @property
    def tones(self) -> dict[str, str]:
        """The tone of the whole."""
        return {"tone": self.board.tone}


def show(source: Source, activation: Activation, *, state: str = "") -> Shown:
    """Read a board: counts in one query, the people who moved last in another."""
    read = board.read(source, activation)
    used = metering.hours(Decimal(read.counts["seat_seconds"]))
    certificate = source.scalar(
        select(DrillCertificate).where(DrillCertificate.activation_id == activation.id)
    )
    return Shown(
        activation,
        read,
        board.people(source, activation.id, state=state),
        used,
        metering.cost_minor(activation, used),
        certificate,
    )


def find(source: Source, activation_id: UUID, tenant_id: UUID | None = None) -> Activation:
    """An activation, of this company if one is given; raises NotFound."""
    query = select(Activation).where(Activation.id == activation_id)
    if tenant_id is not None:
        query = query.where(Activation.tenant_id == tenant_id)
    return existing(source.scalar(query))


def history(source: Source, activation_id: UUID) -> list[tuple[ActivationChange, str | None]]:
    """What happened to an activation, oldest first, with who did it."""
    rows = source.execute(
        select(ActivationChange, Person.name)
        .outerjoin(Person, Person.id == ActivationChange.person_id)
        .where(ActivationChange.activation_id == activation_id)
        .order_by(ActivationChange.id)
        .limit(200)
    )
    return [(row.ActivationChange, row.name) for row in rows]


def listed(
    source: Source, tenant_id: UUID | None = None, *, running: bool = False, before: int = 0
) -> Sequence[Activation]:
    """Activations, the newest first, a page at a time; of one company or of all."""
    query = select(Activation).order_by(Activation.id.desc()).limit(PAGE)
    if tenant_id is not None:
        query = query.where(Activation.tenant_id == tenant_id)
    if running:
        query = query.where(text(RUNNING))
    if before:
        query = query.where(Activation.number < before)
    return source.scalars(query).all()


def has_briefing(source: Source, tenant_id: UUID) -> bool:
    """Whether the company has written what people who are not certified must know."""
    found = source.scalar(select(Briefing.id).where(Briefing.tenant_id == tenant_id).limit(1))
    return found is not None


__all__ = ["CHART", "Shown", "find", "has_briefing", "history", "listed", "show", "words"]
