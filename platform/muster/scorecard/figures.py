"""The figures of an agent's day; each formula stands in the docstring of its figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text

from muster.db import acting_within, session
from muster.db.ids import first_id
from muster.tenancy.principal import IDENTITY
from muster.timeline.days import Bar, Span

TALK, WRAP_UP = "active", "wrap_up"
# Contacts that end today may have begun long ago; beyond this they are not looked for.
OLDEST = timedelta(days=40)

RATED = text("""
SELECT count(*) AS ended, count(rating) AS rated, count(*) FILTER (WHERE rating >= 4) AS good
FROM contacts
WHERE agent_id = :agent AND id >= :first AND first_answer_at IS NOT NULL
  AND closed_at >= :begins AND closed_at < :ends
""")
SERVED = text("""
SELECT DISTINCT tenant_id FROM seat_assignments
WHERE agent_id = :agent AND (ended_at IS NULL OR ended_at >= :since)
""")
SAID = text("""
SELECT rating, rating_text, rated_at FROM contacts
WHERE agent_id = :agent AND id >= :first AND rated_at >= :begins AND rated_at < :ends
ORDER BY rated_at DESC LIMIT 20
""")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and seconds of one agent and day. busy: with at least one contact in hand."""

    handled: int = 0
    talk_seconds: float = 0
    wrap_up_seconds: float = 0
    busy_seconds: float = 0
    ended: int = 0
    rated: int = 0
    good: int = 0

    @property
    def aht_seconds(self) -> float | None:
        """AHT: (talk + hold + wrap-up) ÷ handled. A chat has no hold; None with none handled."""
        worked = self.talk_seconds + self.wrap_up_seconds
        return worked / self.handled if self.handled else None

    @property
    def aht_by_concurrency_seconds(self) -> float | None:
        """AHT ÷ concurrency, where concurrency is (talk + wrap-up) ÷ time with any contact."""
        return self.busy_seconds / self.handled if self.handled else None

    @property
    def csat(self) -> float | None:
        """CSAT: ratings 4–5 ÷ responses; None without responses."""
        return self.good / self.rated if self.rated else None

    @property
    def response_rate(self) -> float | None:
        """Responses ÷ answered contacts that ended on the day; None without such."""
        return self.rated / self.ended if self.ended else None


def served(agent_id: UUID, since: datetime) -> tuple[UUID, ...]:
    """The companies that the agent has sat for since then: by now perhaps no more, as after a loan.

    For figures alone: their rows are not this agent's to read any more.
    """
    with acting_within(IDENTITY):
        rows = session.scalars(SERVED, {"agent": agent_id, "since": since})
        return tuple(rows.all())


def figures(agent_id: UUID, bars: Sequence[Bar], so_far: Span) -> Figures:
    """The figures of a day: of its contacts, and of what their consumers said. One query.

    bars: the day's contacts. Handled is what the agent took and does not have in hand any more.
    """
    done = [bar for bar in bars if bar.was_opened and bar.ends < so_far[1]]
    rated = session.execute(
        RATED,
        {
            "agent": agent_id,
            "first": first_id(so_far[0] - OLDEST),
            "begins": so_far[0],
            "ends": so_far[1],
        },
    ).one()
    return Figures(
        handled=len(done),
        talk_seconds=_seconds_in(done, TALK),
        wrap_up_seconds=_seconds_in(done, WRAP_UP),
        busy_seconds=covered(
            (part.begins, part.ends)
            for bar in done
            for part in bar.parts
            if part.state in (TALK, WRAP_UP)
        ),
        ended=rated.ended,
        rated=rated.rated,
        good=rated.good,
    )


def ratings(agent_id: UUID, so_far: Span) -> Sequence[RowMapping]:
    """What consumers said of this agent's contacts on the day, newest first, at most 20."""
    values = {
        "agent": agent_id,
        "first": first_id(so_far[0] - OLDEST),
        "begins": so_far[0],
        "ends": so_far[1],
    }
    return session.execute(SAID, values).mappings().all()


def _seconds_in(bars: Iterable[Bar], state: str) -> float:
    return sum(part.seconds for bar in bars for part in bar.parts if part.state == state)


def covered(spans: Iterable[tuple[datetime, datetime]]) -> float:
    """Seconds that lie in at least one of these spans."""
    seconds = 0.0
    until: datetime | None = None
    for begins, ends in sorted(spans):
        since = begins if until is None or begins > until else until
        if ends > since:
            seconds += (ends - since).total_seconds()
            until = ends
    return seconds
