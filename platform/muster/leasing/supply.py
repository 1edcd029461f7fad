"""From when on there would be people for seats. Who knows better registers a rule of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from muster.roster.models import Shift, ShiftKind
from muster.tenancy.operations import system_door
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan

MOST_COMPANIES = 8  # that one agent serves on shared seats
RECRUITING = timedelta(days=30)  # from an order to a trained agent on the seat

# (plan, seats) → the first day on which so many could sit there; None: not in sight.
EarliestStart = Callable[[SeatPlan, int], date | None]


def from_free_agents(plan: SeatPlan, seats: int) -> date | None:
    """Today if enough agents are free who can do it; after recruiting if at least one can.

    Free for a dedicated seat is who serves nobody, for a shared one who serves fewer than eight
    companies; nobody who stands by for somebody. Seats that others rent and that wait for their
    agents come first.
    """
    today = datetime.now(UTC).date()
    with system_door() as across:
        wanted = seats + _promised(across, plan)
        if len(across.scalars(_free(plan).limit(wanted)).all()) >= wanted:
            return today
        able = across.scalar(select(_able(plan).exists()))
    return today + RECRUITING if able else None


_rules: list[EarliestStart] = [from_free_agents]


def register(rule: EarliestStart) -> None:
    """From now on ask this rule instead."""
    _rules[:] = [rule]


def earliest_start(plan: SeatPlan, seats: int, today: date) -> date | None:
    """The first day, today at the earliest, on which so many seats of a plan can be staffed."""
    found = _rules[0](plan, seats)
    return max(found, today) if found else None


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
    unpromised = _able(plan).where(~stands_by())
    if plan.dedicated:
        return unpromised.where(serving == 0)
    elsewhere = select(SeatAssignment.id).where(current, SeatAssignment.dedicated).exists()
    return unpromised.where(serving < MOST_COMPANIES, ~elsewhere)


def stands_by() -> ColumnElement[bool]:
    """Condition: the agent has standby shifts to come, on which promises may rest."""
    return (
        select(Shift.id)
        .where(
            Shift.agent_id == Agent.id,
            Shift.kind == ShiftKind.STANDBY,
            Shift.ends_at > func.now(),
        )
        .correlate(Agent)
        .exists()
    )


def _promised(across: Session, plan: SeatPlan) -> int:
    """Seats of plans of this kind that are rented and wait for their agents."""
    rented = (
        select(func.coalesce(func.sum(SeatLease.seats), 0))
        .join(SeatPlan, SeatPlan.id == SeatLease.plan_id)
        .where(SeatLease.ended_at.is_(None), SeatPlan.dedicated == plan.dedicated)
    )
    seated = select(func.count()).where(
        SeatAssignment.ended_at.is_(None),
        SeatAssignment.lease_id.is_not(None),
        SeatAssignment.dedicated == plan.dedicated,
    )
    return max(0, across.scalars(rented).one() - across.scalars(seated).one())
