"""Weeks of many agents at once, and the wishes for time off that wait for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session, scoped_session

from muster.db import session

Source = Session | scoped_session[Any]
PAGE = 50
Span = tuple[datetime, datetime]

AGENTS = text("""
SELECT id, display_name, contract_minutes FROM agents
WHERE retired_at IS NULL
  AND (CAST(:site AS uuid) IS NULL OR site_id = CAST(:site AS uuid))
  AND (CAST(:agent AS uuid) IS NULL OR id = CAST(:agent AS uuid))
  AND (display_name, id) > (:after_name, CAST(:after_id AS uuid))
ORDER BY display_name, id LIMIT :most
""")
SHIFTS = text("""
SELECT id, agent_id, starts_at, ends_at, kind, pattern_id FROM shifts
WHERE agent_id = ANY (:agents) AND starts_at >= :first AND starts_at < :last AND ends_at > :begins
ORDER BY starts_at LIMIT 5000
""")
AWAY = text("""
SELECT id, agent_id, starts_at, ends_at, kind, state, note, decision_note FROM time_off
WHERE agent_id = ANY (:agents) AND state IN ('asked', 'approved', 'declined')
  AND starts_at < :ends AND ends_at > :begins
ORDER BY starts_at LIMIT 1000
""")
WISHES = text("""
SELECT t.*, a.display_name, s.code AS site_code, COALESCE(s.time_zone, :zone) AS time_zone,
       p.name AS decided_by_name,
       (SELECT count(*) FROM shifts h WHERE h.agent_id = t.agent_id
         AND h.starts_at < t.ends_at AND h.ends_at > t.starts_at) AS shifts
FROM time_off t JOIN agents a ON a.id = t.agent_id
LEFT JOIN sites s ON s.id = a.site_id LEFT JOIN people p ON p.id = t.decided_by
WHERE t.state = :state AND (CAST(:after AS timestamptz) IS NULL
                            OR (t.starts_at, t.id) > (:after, CAST(:after_id AS uuid)))
  AND (:state <> 'approved' OR t.ends_at > now() - interval '30 days')
ORDER BY t.starts_at, t.id LIMIT :most
""")
WAITING = text("SELECT count(*) FROM time_off WHERE state = 'asked'")
EARLIEST = UUID(int=0)
LONGEST = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class WeekOf:
    """An agent's week: seven days of shifts, and what time off lies in it."""

    agent: RowMapping
    days: Sequence[Sequence[RowMapping]]
    away: Sequence[RowMapping]

    @property
    def seconds(self) -> float:
        """How long the shifts of the week are together."""
        lengths = (row["ends_at"] - row["starts_at"] for day in self.days for row in day)
        return sum(lengths, timedelta()).total_seconds()


def span_of(first: date, zone: ZoneInfo, days: int = 7) -> Span:
    """From midnight of a day until midnight so many days later, in a zone."""
    begins, ends = (
        datetime(each.year, each.month, each.day, tzinfo=zone).astimezone(UTC)
        for each in (first, first + timedelta(days=days))
    )
    return begins, ends


def agents(
    *, site_id: UUID | None = None, agent_id: UUID | None = None, after: str = ""
) -> tuple[list[RowMapping], str]:
    """Agents by name, PAGE at a time, and where the next page begins ("" at the end)."""
    name, _, last = after.rpartition("~")
    values = {
        "site": site_id,
        "agent": agent_id,
        "after_name": name,
        "after_id": _id(last),
        "most": PAGE + 1,
    }
    found = list(session.execute(AGENTS, values).mappings())
    if len(found) <= PAGE:
        return found, ""
    return found[:PAGE], f"{found[PAGE - 1]['display_name']}~{found[PAGE - 1]['id']}"


def shifts(source: Source, agent_ids: Sequence[UUID], span: Span) -> Sequence[RowMapping]:
    """Shifts of these agents that touch the span, in order."""
    values = {"agents": list(agent_ids), "first": span[0] - LONGEST, "begins": span[0]}
    return source.execute(SHIFTS, values | {"last": span[1]}).mappings().all()


def away(source: Source, agent_ids: Sequence[UUID], span: Span) -> Sequence[RowMapping]:
    """Time off of these agents that touches the span, asked for or decided, in order."""
    values = {"agents": list(agent_ids), "begins": span[0], "ends": span[1]}
    return source.execute(AWAY, values).mappings().all()


def wishes(state: str, *, zone: str, after: str = "") -> tuple[list[RowMapping], str]:
    """Time off in a state by its beginning, with how many shifts lie in it; a page at a time."""
    moment, _, last = after.rpartition("~")
    values = {"state": state, "zone": zone, "most": PAGE + 1, "after": _moment(moment),
              "after_id": _id(last)}  # fmt: skip
    found = list(session.execute(WISHES, values).mappings())
    if len(found) <= PAGE:
        return found, ""
    row = found[PAGE - 1]
    return found[:PAGE], f"{row['starts_at'].isoformat()}~{row['id']}"


def waiting() -> int:
    """How many wishes for time off wait for a decision."""
    return session.scalar(WAITING) or 0


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return EARLIEST


def _moment(typed: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else None
