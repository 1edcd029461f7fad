"""The board: where everybody stands against what was promised. One query by index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session, scoped_session

from muster.activation import ramp
from muster.activation.models import Activation

Source = Session | scoped_session[Any]
MOST_PEOPLE = 30

COUNTS = text("""
SELECT count(*) FILTER (WHERE called_at IS NOT NULL) AS called,
       count(*) FILTER (WHERE answered_at IS NOT NULL AND answered_by <> ''
                        AND (state <> 'declined')) AS coming,
       count(*) FILTER (WHERE briefed_at IS NOT NULL
                        OR NOT needs_briefing AND answered_at IS NOT NULL AND state <> 'declined')
           AS briefed,
       count(*) FILTER (WHERE seated_at IS NOT NULL) AS ever_seated,
       count(*) FILTER (WHERE state IN ('seated','taking')) AS seated,
       count(*) FILTER (WHERE taking_at IS NOT NULL) AS ever_taking,
       count(*) FILTER (WHERE state = 'taking') AS taking,
       count(*) FILTER (WHERE state = 'called') AS unanswered,
       count(*) FILTER (WHERE state = 'declined') AS declined,
       count(*) FILTER (WHERE state = 'timed_out') AS timed_out,
       count(*) FILTER (WHERE state = 'gone') AS gone,
       count(*) FILTER (WHERE state = 'unnamed') AS unnamed,
       count(*) FILTER (WHERE state = 'leaving') AS leaving,
       count(*) FILTER (WHERE state = 'released' AND seated_at IS NOT NULL) AS back,
       COALESCE(array_agg(seated_at ORDER BY seated_at)
                FILTER (WHERE seated_at IS NOT NULL), '{}') AS seats_taken,
       COALESCE(sum(EXTRACT(epoch FROM COALESCE(left_at, now()) - seated_at))
                FILTER (WHERE seated_at IS NOT NULL), 0)::numeric AS seat_seconds,
       now() AS now
FROM called_people WHERE activation_id = :activation
""")
PEOPLE = text("""
SELECT id, agent_id, agent_name, tier, state, called_at, answered_at, briefed_at, seated_at,
       taking_at, over_at, over_reason, needs_briefing, due_at,
       GREATEST(created_at, called_at, answered_at, briefed_at, arrived_at, seated_at, taking_at,
                leaving_at, over_at) AS moved_at
FROM called_people
WHERE activation_id = :activation AND (:state = '' OR state = :state)
ORDER BY moved_at DESC, id DESC LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Board:
    """What a board shows. Seconds count from the call."""

    activation: Activation
    counts: RowMapping
    promise: tuple[ramp.Step, ...]
    seated: tuple[float, ...]
    now: datetime

    @property
    def seconds(self) -> float:
        """How long ago the call was, up to the end."""
        until = self.activation.ended_at or self.now
        return max(0.0, (until - self.activation.created_at).total_seconds())

    @property
    def promised(self) -> int:
        """Seats promised by now."""
        return ramp.promised(self.promise, self.seconds)

    @property
    def next_step(self) -> ramp.Step | None:
        """The promise that comes next."""
        return ramp.next_step(self.promise, self.seconds)

    @property
    def next_at(self) -> datetime | None:
        """When the next promise falls due."""
        step = self.next_step
        return self.activation.created_at + timedelta(seconds=step.seconds) if step else None

    @property
    def tone(self) -> str:
        """good, warn or bad: as the promise stands."""
        if self.activation.state != "open":
            return ""
        if len(self.seated) < self.promised:
            return "bad"
        return "warn" if self.activation.short else "good"

    @property
    def span(self) -> float:
        """How many seconds the chart covers."""
        last = next((s.seconds for s in self.promise if s.seconds > self.seconds), 0)
        return max(60.0, self.seconds * 1.1, float(last) if last < 4 * self.seconds else 0.0,
                   float(self.promise[0].seconds))  # fmt: skip

    def line(self, width: int, height: int) -> str:
        """Points of the line of seats taken, for a chart of this size."""
        shown = ramp.curve(self.seated, self.seconds)
        return " ".join(self._point(at, seats, width, height) for at, seats in shown)

    def promised_line(self, width: int, height: int) -> str:
        """Points of the promised steps."""
        points, before = [(0.0, 0)], 0
        for step in self.promise:
            if step.seconds > self.span:
                break
            points += [(float(step.seconds), before), (float(step.seconds), step.seats)]
            before = step.seats
        points.append((self.span, before))
        return " ".join(self._point(at, seats, width, height) for at, seats in points)

    def _point(self, at: float, seats: int, width: int, height: int) -> str:
        x = min(1.0, at / self.span) * width
        y = height - seats / max(self.activation.seats, 1) * height
        return f"{x:.1f},{y:.1f}"


def read(source: Source, activation: Activation) -> Board:
    """The board of an activation now."""
    counts = source.execute(COUNTS, {"activation": activation.id}).mappings().one()
    begun = activation.created_at
    seated = tuple((at - begun).total_seconds() for at in counts["seats_taken"])
    promise = ramp.steps(activation.ramp, activation.seats)
    return Board(activation, counts, promise, seated, counts["now"])


def people(
    source: Source, activation_id: UUID, *, state: str = "", most: int = MOST_PEOPLE
) -> Sequence[RowMapping]:
    """Who is called and how they stand, those who moved last first."""
    values = {"activation": activation_id, "state": state, "most": most}
    return source.execute(PEOPLE, values).mappings().all()
