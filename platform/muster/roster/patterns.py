"""Weekly patterns, and the shifts that are made from them ahead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select, text

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.roster.models import ShiftKind, ShiftPattern
from muster.roster.weeks import check_week
from muster.workforce.models import Agent

AHEAD_DAYS = 14 * 7  # promises are made for 13 weeks
BATCH = 200

# The days of each pattern that were not made yet, once each: who comes second finds none. A shift
# that would break the rest after or before one planned by hand is left out, as are days off.
FILL = text("""
WITH due AS MATERIALIZED (
    SELECT p.id, p.agent_id, p.kind, p.week, p.time_zone, a.left_on,
           GREATEST(p.starts_on, p.filled_until + 1,
                    (now() AT TIME ZONE p.time_zone)::date) AS first,
           LEAST(p.ends_on, (now() AT TIME ZONE p.time_zone)::date + :ahead) AS last
    FROM shift_patterns p JOIN agents a ON a.id = p.agent_id AND a.retired_at IS NULL
    WHERE (CAST(:only AS uuid) IS NULL OR p.id = CAST(:only AS uuid))
      AND COALESCE(p.filled_until, p.starts_on - 1)
          < LEAST(p.ends_on, (now() AT TIME ZONE p.time_zone)::date + :ahead)
    ORDER BY p.id LIMIT :batch
    FOR NO KEY UPDATE OF p SKIP LOCKED
), spans AS (
    SELECT due.id, due.agent_id, due.kind,
           (day + (span ->> 0)::time) AT TIME ZONE due.time_zone AS starts_at,
           (day + (span ->> 1)::time
            + CASE WHEN (span ->> 1)::time <= (span ->> 0)::time THEN interval '1 day'
                   ELSE interval '0' END) AT TIME ZONE due.time_zone AS ends_at
    FROM due
    CROSS JOIN LATERAL generate_series(due.first::timestamp, due.last::timestamp, '1 day') AS day
    CROSS JOIN LATERAL jsonb_array_elements(
        due.week -> (ARRAY['mon','tue','wed','thu','fri','sat','sun'])
                    [extract(isodow FROM day)::int]
    ) AS span
    WHERE due.left_on IS NULL OR day::date <= due.left_on
), made AS (
    INSERT INTO shifts (id, agent_id, starts_at, ends_at, kind, pattern_id)
    SELECT new_id(), s.agent_id, s.starts_at, s.ends_at, s.kind, s.id FROM spans s
    WHERE NOT EXISTS (
        SELECT FROM shifts o
        WHERE o.agent_id = s.agent_id AND o.starts_at < s.ends_at + interval '11 hours'
          AND o.starts_at > s.starts_at - interval '27 hours'
          AND o.ends_at > s.starts_at - interval '11 hours'
          AND o.ends_at <> s.starts_at AND o.starts_at <> s.ends_at)
      AND NOT EXISTS (
        SELECT FROM time_off t
        WHERE t.agent_id = s.agent_id AND t.state = 'approved'
          AND t.starts_at < s.ends_at AND t.ends_at > s.starts_at)
    ON CONFLICT DO NOTHING
    RETURNING 1
), marked AS (
    UPDATE shift_patterns p SET filled_until = due.last FROM due WHERE p.id = due.id
    RETURNING 1
)
SELECT (SELECT count(*) FROM marked) AS patterns, (SELECT count(*) FROM made) AS shifts
""")

REMOVE_BEHIND = text("""
DELETE FROM shifts WHERE pattern_id = :pattern
AND starts_at >= GREATEST(now(), (CAST(:last AS date) + 1)::timestamp AT TIME ZONE :zone)
""")


def set_pattern(
    agent_id: UUID,
    week: dict[str, Any],
    kind: str,
    starts_on: date,
    ends_on: date | None,
    *,
    time_zone: ZoneInfo,
    by: UUID | None,
) -> ShiftPattern:
    """Give an agent a week of a kind from a day on; its shifts are made at once.

    It takes the place of the agent's week of the same kind that was there before.
    week: see muster.roster.weeks. Raises Invalid.
    """
    check_week(week)
    _check(kind, starts_on, ends_on)
    for before in of_agent(agent_id):
        if before.kind == kind:
            end_pattern(before.id, starts_on - timedelta(days=1), quietly=True)
    pattern = ShiftPattern(
        id=uuid7(),
        agent_id=agent_id,
        week=week,
        kind=kind,
        time_zone=str(time_zone),
        starts_on=starts_on,
        ends_on=ends_on,
        created_by=by,
    )
    session.add(pattern)
    session.flush()
    fill(only=pattern.id)
    record("shift_pattern.set", subject=_name(agent_id))
    return pattern


def _check(kind: str, starts_on: date, ends_on: date | None) -> None:
    if kind not in set(ShiftKind):
        raise Invalid("kind", _l("Choose one of the kinds in the list."))
    if ends_on is not None and ends_on < starts_on:
        raise Invalid("ends_on", _l("The last day comes before the first."))
    today = session.execute(select(func.current_date())).scalar_one()
    if not today - timedelta(days=1) <= starts_on <= today + timedelta(days=366):
        raise Invalid("starts_on", _l("From today on, and within a year."))


def end_pattern(pattern_id: UUID, last_on: date, *, quietly: bool = False) -> None:
    """Let a pattern end after a day; shifts made from it that begin later go. Raises NotFound."""
    pattern = existing(
        session.scalar(select(ShiftPattern).where(ShiftPattern.id == pattern_id).with_for_update())
    )
    values = {"pattern": pattern_id, "last": last_on, "zone": pattern.time_zone}
    session.execute(REMOVE_BEHIND, values)
    if last_on < pattern.starts_on:
        _forget(pattern)
    elif pattern.ends_on is None or pattern.ends_on > last_on:
        pattern.ends_on = last_on
    session.flush()
    if not quietly:
        record("shift_pattern.ended", subject=_name(pattern.agent_id))


def whose(pattern_id: UUID) -> tuple[UUID, str]:
    """Whose pattern it is, and in which zone it is meant; raises NotFound."""
    pattern = existing(session.get(ShiftPattern, pattern_id))
    return pattern.agent_id, pattern.time_zone


def of_agent(agent_id: UUID) -> list[ShiftPattern]:
    """An agent's patterns that are not over, the earliest first."""
    return list(
        session.scalars(
            select(ShiftPattern)
            .where(
                ShiftPattern.agent_id == agent_id,
                or_(ShiftPattern.ends_on.is_(None), ShiftPattern.ends_on >= func.current_date()),
            )
            .order_by(ShiftPattern.starts_on)
            .limit(20)
        )
    )


def fill(*, only: UUID | None = None) -> tuple[int, int]:
    """Make the shifts of the coming weeks that are not made yet, of a batch of patterns.

    Gives how many patterns were brought up to date, and how many shifts were made. Running it
    twice, or twice at once, makes each shift once.
    """
    row = session.execute(FILL, {"ahead": AHEAD_DAYS, "batch": BATCH, "only": only}).one()
    return row.patterns, row.shifts


def _forget(pattern: ShiftPattern) -> None:
    session.execute(
        text("UPDATE shifts SET pattern_id = NULL WHERE pattern_id = :id"), {"id": pattern.id}
    )
    session.delete(pattern)


def _name(agent_id: UUID) -> str:
    return session.scalar(select(Agent.display_name).where(Agent.id == agent_id)) or ""
