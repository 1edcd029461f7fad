"""From when on there would be people for seats, and keeping them for whoever has ordered.

Free for a dedicated seat is who serves nobody, for a shared one who serves fewer than eight
companies; nobody who stands by for somebody or is kept for others. Of these only people on whom
no promise of standby rests: a room above this one knows the promises and registers how to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from muster.academy.models import Cohort
from muster.errors import Unavailable
from muster.leasing import earmarks
from muster.roster.models import Shift, ShiftKind
from muster.tenancy.operations import system_door
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan

MOST_COMPANIES = 8  # that one agent serves on shared seats
RECRUITING = timedelta(days=30)  # from an order to a trained agent on the seat
MOST_FREE = 2000  # who is looked at; four times the largest order
TRIES = 5
BUSY = _l("Others are ordering at this moment. Nothing was ordered; try again in a few seconds.")


class Overtaken(Exception):
    """Somebody was promised one of these people while we looked."""


@dataclass(frozen=True, slots=True)
class Promises:
    """What is known of promises that rest on people.

    spare(agents, from_on, wanted): those of the agents, in their order, whom nobody would miss
    who was promised somebody, until there are as many as wanted. take(agents, from_on): count on
    them no longer; raises Overtaken.
    """

    spare: Callable[[Sequence[UUID], date, int], list[UUID]]
    take: Callable[[Sequence[UUID], date], None]


_promises = [Promises(lambda agents, _day, wanted: list(agents[:wanted]), lambda *_: None)]


def register(promises: Promises) -> None:
    """From now on ask these promises."""
    _promises[:] = [promises]


def earliest_start(plan: SeatPlan, seats: int, today: date) -> date | None:
    """The first day, today at the earliest, on which so many seats of a plan can be staffed.

    That is today while enough people are free; else the day on which enough students have
    finished and enough seats of others have ended, or when as many could be recruited. None: not
    in sight. Seats that others rent and that wait for their agents come first.
    """
    with system_door() as across:
        wanted = seats + earmarks.unkept(across, dedicated=plan.dedicated)
        found = len(_spare(across, plan, today, wanted))
        if found >= wanted:
            return today
        later = _when(_coming(across, plan, today), wanted - found)
        if across.scalar(select(_able(plan).exists())):
            return min(later or date.max, today + RECRUITING)
    return later


def _when(coming: Sequence[tuple[date, int]], missing: int) -> date | None:
    for day, count in coming:
        missing -= count
        if missing <= 0:
            return day
    return None


def keep(lease: SeatLease, plan: SeatPlan, seats: int, starts_on: date) -> None:
    """Keep people for seats of a lease that lack somebody, as many as are free now.

    Nobody else is sold them: neither with seats nor as standby. Raises Unavailable if others were
    faster again and again.
    """
    for _ in range(TRIES):
        with system_door() as across:
            chosen = _spare(across, plan, starts_on, seats)
        try:
            _promises[0].take(chosen, starts_on)
        except Overtaken:
            continue
        earmarks.write(lease, chosen, starts_on)
        return
    raise Unavailable(BUSY)


def _spare(across: Session, plan: SeatPlan, from_on: date, wanted: int) -> list[UUID]:
    free = across.scalars(_free(plan).order_by(_works(), Agent.id).limit(MOST_FREE)).all()
    return _promises[0].spare(free, from_on, wanted)


def _coming(across: Session, plan: SeatPlan, today: date) -> list[tuple[date, int]]:
    """Who will be there later: (day, how many), the first first."""
    graduates = func.floor(Cohort.headcount * Cohort.graduation_share)
    taught = select(Cohort.graduates_on, graduates).where(
        Cohort.graduates_on > today,
        Cohort.languages.overlap(plan.languages) if plan.languages else true(),
        Cohort.skills.contains(plan.needs),
    )
    ending = (
        select(SeatLease.ends_on, func.count())
        .join(SeatAssignment, SeatAssignment.lease_id == SeatLease.id)
        .where(
            SeatAssignment.ended_at.is_(None),
            SeatAssignment.dedicated == plan.dedicated,
            SeatAssignment.agent_id.in_(_able(plan)),
            SeatLease.ended_at.is_(None),
            SeatLease.auto_renews.is_(False),
            SeatLease.ends_on >= today,
        )
        .group_by(SeatLease.ends_on)
    )
    rows = [(day, int(count)) for day, count in across.execute(taught)]
    rows += [(day + timedelta(days=1), int(count)) for day, count in across.execute(ending) if day]
    return sorted(rows)


def _able(plan: SeatPlan) -> Select[Any]:
    return select(Agent.id).where(
        Agent.retired_at.is_(None),
        or_(Agent.left_on.is_(None), Agent.left_on > func.current_date()),
        Agent.languages.overlap(plan.languages) if plan.languages else true(),
        Agent.abilities.contains(plan.needs),
    )


def _free(plan: SeatPlan) -> Select[Any]:
    current = (SeatAssignment.agent_id == Agent.id) & SeatAssignment.ended_at.is_(None)
    serving = select(func.count()).where(current).correlate(Agent).scalar_subquery()
    unpromised = _able(plan).where(~stands_by(), Agent.id.not_in(earmarks.kept_agents()))
    if plan.dedicated:
        return unpromised.where(serving == 0)
    elsewhere = select(SeatAssignment.id).where(current, SeatAssignment.dedicated).exists()
    return unpromised.where(serving < MOST_COMPANIES, ~elsewhere)


def stands_by() -> ColumnElement[bool]:
    """Condition: the agent has standby shifts to come, on which promises may rest."""
    return _has_shift(ShiftKind.STANDBY)


def _works() -> ColumnElement[bool]:
    """Condition: the agent has working hours to come. Who has none is nobody's standby."""
    return _has_shift(ShiftKind.WORK)


def _has_shift(kind: ShiftKind) -> ColumnElement[bool]:
    return (
        select(Shift.id)
        .where(Shift.agent_id == Agent.id, Shift.kind == kind, Shift.ends_at > func.now())
        .correlate(Agent)
        .exists()
    )
