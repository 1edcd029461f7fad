"""Time off: asked for, decided, taken back. What is approved is cut out of the shifts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound, existing
from muster.roster.actions import HOLD
from muster.roster.models import TimeOff, TimeOffKind, TimeOffState
from muster.workforce.models import Agent

LONGEST = timedelta(days=366)
LONGEST_NOTE = 500
OPEN = (TimeOffState.ASKED, TimeOffState.APPROVED)

# What lies within is removed; what reaches in is shortened; what lies around becomes two.
CUT = text("""
WITH touched AS (
    SELECT * FROM shifts WHERE agent_id = :agent AND starts_at < :ends AND ends_at > :begins
    FOR UPDATE
), removed AS (
    DELETE FROM shifts s USING touched t
    WHERE s.id = t.id AND t.starts_at >= :begins AND t.ends_at <= :ends
), shortened AS (
    UPDATE shifts s SET
        starts_at = CASE WHEN t.starts_at < :begins THEN t.starts_at ELSE :ends END,
        ends_at = CASE WHEN t.starts_at < :begins THEN :begins ELSE t.ends_at END
    FROM touched t
    WHERE s.id = t.id AND NOT (t.starts_at >= :begins AND t.ends_at <= :ends)
)
SELECT agent_id, ends_at, kind, pattern_id, created_by,
       starts_at < :begins AND ends_at > :ends AS goes_on
FROM touched
""")
REST_OF_SHIFT = text("""
INSERT INTO shifts (id, agent_id, starts_at, ends_at, kind, pattern_id, created_by)
VALUES (new_id(), :agent_id, :begins, :ends_at, :kind, :pattern_id, :created_by)
""")


def ask(
    agent_id: UUID, starts_at: datetime, ends_at: datetime, kind: str, note: str, *, by: UUID
) -> TimeOff:
    """Ask for time off. Asking for the same again is once. Raises Invalid.

    by: the agent, or whoever enters it.
    """
    _check(starts_at, ends_at, kind, note)
    others = session.scalars(
        select(TimeOff)
        .where(
            TimeOff.agent_id == agent_id,
            TimeOff.state.in_(OPEN),
            TimeOff.starts_at < ends_at,
            TimeOff.ends_at > starts_at,
        )
        .limit(1)
    ).all()
    for other in others:
        if (other.starts_at, other.ends_at, other.kind) == (starts_at, ends_at, kind):
            return other
        raise Invalid("starts_at", _l("There is time off already on these days."))
    wish = TimeOff(
        id=uuid7(),
        agent_id=agent_id,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
        note=note.strip(),
        state=TimeOffState.ASKED,
        asked_by=by,
    )
    session.add(wish)
    session.flush()
    return wish


def decide(time_off_id: UUID, *, approved: bool, note: str = "", by: UUID) -> None:
    """Approve or decline. Approved time is cut out of the agent's shifts.

    The same decision again changes nothing. Raises NotFound, Invalid, Conflict for one that was
    taken back or decided otherwise.
    """
    wish = _hold(time_off_id)
    wanted = TimeOffState.APPROVED if approved else TimeOffState.DECLINED
    if wish.state == wanted:
        return
    if wish.state != TimeOffState.ASKED:
        raise Conflict(_l("This has been decided, or was taken back, in the meantime."))
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", _l("At most 500 characters, please."))
    wish.state, wish.decided_by, wish.decided_at = wanted, by, func.now()
    wish.decision_note = note.strip()
    session.flush()
    cut = _cut(wish) if approved else 0
    record(f"time_off.{wanted}", subject=_name(wish.agent_id), shifts=cut)


def enter(
    agent_id: UUID, starts_at: datetime, ends_at: datetime, kind: str, note: str, *, by: UUID
) -> TimeOff:
    """Enter time off that is a fact, such as an illness: approved at once. Raises Invalid."""
    wish = ask(agent_id, starts_at, ends_at, kind, note, by=by)
    decide(wish.id, approved=True, by=by)
    return wish


def withdraw(time_off_id: UUID, agent_id: UUID) -> None:
    """An agent takes back what was asked for. Raises NotFound, Conflict once it is decided."""
    wish = _hold(time_off_id)
    if wish.agent_id != agent_id:
        raise NotFound
    if wish.state == TimeOffState.WITHDRAWN:
        return
    if wish.state != TimeOffState.ASKED:
        raise Conflict(_l("It has been decided already. Ask your planner."))
    wish.state = TimeOffState.WITHDRAWN


def _hold(time_off_id: UUID) -> TimeOff:
    wish = existing(session.scalar(select(TimeOff).where(TimeOff.id == time_off_id)))
    session.execute(HOLD, {"agent": str(wish.agent_id)})
    session.refresh(wish)
    return wish


def _check(starts_at: datetime, ends_at: datetime, kind: str, note: str) -> None:
    if kind not in set(TimeOffKind):
        raise Invalid("kind", _l("Choose one of the kinds in the list."))
    if ends_at <= starts_at:
        raise Invalid("ends_at", _l("The end lies after the beginning."))
    if ends_at - starts_at > LONGEST:
        raise Invalid("ends_at", _l("At most a year at once."))
    if abs(starts_at - session.execute(select(func.now())).scalar_one()) > 2 * LONGEST:
        raise Invalid("starts_at", _l("At most two years from today."))
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", _l("At most 500 characters, please."))


def _cut(wish: TimeOff) -> int:
    span = {"agent": wish.agent_id, "begins": wish.starts_at, "ends": wish.ends_at}
    touched = session.execute(CUT, span).mappings().all()
    for shift in touched:
        if shift["goes_on"]:
            session.execute(REST_OF_SHIFT, {**shift, "begins": wish.ends_at})
    session.expire_all()
    return len(touched)


def _name(agent_id: UUID) -> str:
    return session.scalar(select(Agent.display_name).where(Agent.id == agent_id)) or ""
