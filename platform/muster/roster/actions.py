"""Shifts: planned one by one, and removed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.places.models import Site
from muster.roster.models import Shift, ShiftKind, TimeOff, TimeOffState
from muster.roster.weeks import LONGEST, REST
from muster.workforce.agents import NO_SITE
from muster.workforce.models import Agent

FARTHEST = timedelta(days=730)

# Whoever plans for an agent holds this until the end of the unit of work, so that two shifts
# planned at the same moment see each other's rest. The agent's row is left to routing.
HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended('shifts of ' || :agent, 0))")


def plan_shift(
    agent_id: UUID, starts_at: datetime, ends_at: datetime, kind: str, *, by: UUID | None
) -> Shift:
    """Plan a shift. by: the person who plans, None for the system. The same again is once.

    Raises NotFound, and Invalid beside the field: a length that cannot be, an overlap, less than
    11 hours to the shift before or after, time off. Shifts that touch are one stretch of work.
    """
    agent, zone = _agent(agent_id)
    _check_times(starts_at, ends_at, kind)
    session.execute(HOLD, {"agent": str(agent_id)})
    known = session.scalar(
        select(Shift).where(
            Shift.agent_id == agent_id, Shift.starts_at == starts_at, Shift.ends_at == ends_at
        )
    )
    if known is not None and known.kind == kind:
        return known
    _check_neighbours(agent_id, starts_at, ends_at, zone)
    _check_time_off(agent_id, starts_at, ends_at, zone)
    if agent.left_on is not None and starts_at.astimezone(zone).date() > agent.left_on:
        day = agent.left_on.isoformat()
        raise Invalid("starts_at", _l("The last day of this agent is %(day)s.", day=day))
    shift = Shift(
        id=uuid7(),
        agent_id=agent_id,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
        created_by=by,
    )
    try:
        with session.begin_nested():
            session.add(shift)
    except IntegrityError as error:  # somebody who does not hold what we hold was quicker
        raise Invalid("starts_at", _l("This overlaps another shift.")) from error
    record("shift.planned", subject=agent.display_name, starts_at=starts_at.isoformat())
    return shift


def remove_shift(shift_id: UUID) -> None:
    """Take a shift off the plan. Raises NotFound, Conflict once it has begun."""
    shift = existing(session.scalar(select(Shift).where(Shift.id == shift_id).with_for_update()))
    if session.scalar(select(func.now() >= shift.starts_at)):
        raise Conflict(_l("This shift has begun. Enter time off for what is left of it."))
    agent, _ = _agent(shift.agent_id)
    session.delete(shift)
    record("shift.removed", subject=agent.display_name, starts_at=shift.starts_at.isoformat())


def whose(shift_id: UUID) -> tuple[UUID, date]:
    """Whose shift it is, and on which day it begins in that agent's zone; raises NotFound."""
    shift = existing(session.get(Shift, shift_id))
    return shift.agent_id, shift.starts_at.astimezone(zone_of(shift.agent_id)).date()


def zone_of(agent_id: UUID) -> ZoneInfo:
    """The zone by which an agent's days are planned: the site's. Raises NotFound."""
    return _agent(agent_id)[1]


def _agent(agent_id: UUID) -> tuple[Agent, ZoneInfo]:
    row = existing(
        session.execute(
            select(Agent, Site.time_zone)
            .outerjoin(Site, Site.id == Agent.site_id)
            .where(Agent.id == agent_id, Agent.retired_at.is_(None))
        ).one_or_none()
    )
    return row.Agent, ZoneInfo(row.time_zone or NO_SITE)


def check_kind(kind: str) -> None:
    """Raises Invalid for what is no kind of shift."""
    if kind not in set(ShiftKind):
        raise Invalid("kind", _l("Choose one of the kinds in the list."))


def _check_times(starts_at: datetime, ends_at: datetime, kind: str) -> None:
    check_kind(kind)
    if ends_at <= starts_at:
        raise Invalid("ends_at", _l("A shift ends after it begins."))
    if ends_at - starts_at > LONGEST:
        raise Invalid("ends_at", _l("A shift lasts 16 hours at most."))
    now = session.execute(select(func.now())).scalar_one()
    if not now - FARTHEST < starts_at < now + FARTHEST:
        raise Invalid("starts_at", _l("At most two years from today."))


def _check_neighbours(
    agent_id: UUID, starts_at: datetime, ends_at: datetime, zone: ZoneInfo
) -> None:
    near = session.scalars(
        select(Shift)
        .where(
            Shift.agent_id == agent_id,
            Shift.starts_at > starts_at - LONGEST - REST,
            Shift.starts_at < ends_at + REST,
            Shift.ends_at > starts_at - REST,
        )
        .order_by(Shift.starts_at)
    ).all()
    for other in near:
        words = {"from": said(other.starts_at, zone), "to": said(other.ends_at, zone)}
        if other.starts_at < ends_at and other.ends_at > starts_at:
            raise Invalid(
                "starts_at", _l("This overlaps the shift from %(from)s to %(to)s.", **words)
            )
        if other.ends_at not in (starts_at, ends_at) and other.starts_at != ends_at:
            raise Invalid(
                "starts_at",
                _l("Less than 11 hours lie between this and the shift from %(from)s to %(to)s.",
                   **words),
            )  # fmt: skip


def _check_time_off(agent_id: UUID, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> None:
    away = session.scalar(
        select(TimeOff)
        .where(
            TimeOff.agent_id == agent_id,
            TimeOff.state == TimeOffState.APPROVED,
            TimeOff.starts_at < ends_at,
            TimeOff.ends_at > starts_at,
        )
        .limit(1)
    )
    if away is not None:
        raise Invalid(
            "starts_at",
            _l("There is time off from %(from)s to %(to)s.",
               **{"from": said(away.starts_at, zone), "to": said(away.ends_at, zone)}),
        )  # fmt: skip


def said(moment: datetime, zone: ZoneInfo) -> str:
    """A moment in an agent's zone, as a message shows it."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
