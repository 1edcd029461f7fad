"""How long people wait: the measured rate of each queue, and where somebody stands in line.

Expected wait = place in line ÷ rate, where the rate is how many contacts of this queue were taken
in the last 15 minutes, ÷ 15 minutes; with fewer than MEASURED_FROM of them, those of the last hour
÷ 60 minutes; with fewer still, nothing is said. The rate is what was done, not what agents could
do: when far more come than usual, places grow, and the answer with them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from muster.conversations import opening
from muster.db import session
from muster.routing import waiting_sql

MEASURED_FROM = 3
MOST_COUNTED = 500  # beyond this many people ahead nobody counts
QUARTER_SECONDS, HOUR_SECONDS = 900, 3600


@dataclass(frozen=True, slots=True)
class Wait:
    """Where one contact stands. place: from 1; more than MOST_COUNTED is that many or more.

    seconds: the expected wait; None where it was not measured. opens_at: when the queue opens,
    if it is closed and that can be said. staffed: whether anybody of the company who speaks
    the language is at work.
    """

    contact_id: UUID
    place: int
    seconds: int | None
    is_open: bool
    opens_at: datetime | None
    staffed: bool
    calls_back: bool


def expected_seconds(place: int, taken_quarter: int, taken_hour: int) -> int | None:
    """The expected wait at a place in line, from what was measured; None without enough of it."""
    if taken_quarter >= MEASURED_FROM:
        return round(place * QUARTER_SECONDS / taken_quarter)
    if taken_hour >= MEASURED_FROM:
        return round(place * HOUR_SECONDS / taken_hour)
    return None


def in_line(contact_ids: Collection[UUID]) -> list[Wait]:
    """Where those of these contacts stand that nobody has: one query.

    Whoever acts must see the companies of all of them.
    """
    values = {"contacts": list(contact_ids), "most": MOST_COUNTED}
    now = datetime.now(UTC)
    waits = []
    for row in session.execute(waiting_sql.IN_LINE, values):
        hours = row.opening_hours, row.holidays, row.time_zone
        is_open = opening.is_open(*hours, now)
        waits.append(
            Wait(
                row.id,
                row.place,
                expected_seconds(row.place, row.taken_quarter, row.taken_hour),
                is_open,
                None if is_open else opening.opens_at(*hours, now),
                row.staffed,
                row.calls_back,
            )
        )
    return waits


def first_id(moment: datetime) -> UUID:
    """The smallest id that a row made at this moment can have."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62))


def an_hour_ago() -> UUID:
    """The smallest id of the last hour, with some minutes to spare for clocks that differ."""
    return first_id(datetime.now(UTC) - timedelta(minutes=65))
