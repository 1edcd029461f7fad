"""What is told when a surge is seen. Whoever can call people in connects at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SurgeCall:
    """Seats that are to be activated without asking, as far as the client signed.

    price_minor: at most this a seat and hour; ceiling_minor: at most this for the whole surge.
    reason: in the company's language, for those who are called. alarm_id: of the surge, which
    answers for it.
    """

    tenant_id: UUID
    series_id: UUID
    queue_id: UUID | None
    alarm_id: UUID
    seats: int
    until_at: datetime
    price_minor: int
    ceiling_minor: int
    currency: str
    reason: str
    signed_by: UUID


# Called in the unit of work that writes the alarm. Gives the activation's id; None: nobody came.
Activate = Callable[[SurgeCall], UUID | None]
surge_alarmed: list[Activate] = []


def connect(activate: Activate) -> Activate:
    """Have `activate` called for surges; once, however often it is connected."""
    if activate not in surge_alarmed:
        surge_alarmed.append(activate)
    return activate


def call_in(call: SurgeCall) -> UUID | None:
    """The activation of the first who can; None if nobody can."""
    return next((made for activate in surge_alarmed if (made := activate(call)) is not None), None)
