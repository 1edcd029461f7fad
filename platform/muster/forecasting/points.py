"""The numbers of a series: kept, counted anew, read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import Row, select, text

from muster.db import session, uuid7
from muster.forecasting.models import ArrivalPoint, ArrivalSeries

BATCH = 5_000

# One statement a batch: new rows are made, changed ones take what is known, equal ones stay.
_KEEP = text("""
WITH given AS (
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:starts AS timestamptz[]),
        CAST(:offered AS int[]), CAST(:answered AS int[]), CAST(:abandoned AS int[]),
        CAST(:aht AS float8[])) AS g (id, starts_at, offered, answered, abandoned, aht_seconds)
)
INSERT INTO arrival_points AS p
    (id, tenant_id, series_id, starts_at, offered, answered, abandoned, aht_seconds)
SELECT id, :tenant_id, :series_id, starts_at, offered, answered, abandoned, aht_seconds FROM given
ON CONFLICT (series_id, starts_at) DO UPDATE SET
    offered = EXCLUDED.offered,
    answered = COALESCE(EXCLUDED.answered, p.answered),
    abandoned = COALESCE(EXCLUDED.abandoned, p.abandoned),
    aht_seconds = COALESCE(EXCLUDED.aht_seconds, p.aht_seconds)
WHERE (p.offered, p.answered, p.abandoned, p.aht_seconds) IS DISTINCT FROM (EXCLUDED.offered,
    COALESCE(EXCLUDED.answered, p.answered), COALESCE(EXCLUDED.abandoned, p.abandoned),
    COALESCE(EXCLUDED.aht_seconds, p.aht_seconds))
RETURNING (xmax = 0) AS created
""")


@dataclass(frozen=True, slots=True)
class Point:
    """How many came in the interval from starts_at; what is not known is None."""

    starts_at: datetime
    offered: int
    answered: int | None = None
    abandoned: int | None = None
    aht_seconds: float | None = None


def keep(series: ArrivalSeries, points: Sequence[Point]) -> Counter[str]:
    """Write points; one that is there already takes the new numbers.

    What a new point does not know stays as it was. Gives how many were "created", "updated",
    "unchanged".
    """
    outcome: Counter[str] = Counter()
    rest = iter(points)
    while batch := list(islice(rest, BATCH)):
        rows = session.execute(
            _KEEP,
            {
                "tenant_id": series.tenant_id,
                "series_id": series.id,
                "ids": [uuid7() for _ in batch],
                "starts": [point.starts_at for point in batch],
                "offered": [point.offered for point in batch],
                "answered": [point.answered for point in batch],
                "abandoned": [point.abandoned for point in batch],
                "aht": [point.aht_seconds for point in batch],
            },
        ).scalars()
        made = Counter("created" if created else "updated" for created in rows)
        outcome += made
        outcome["unchanged"] += len(batch) - made.total()
    return outcome


def read(
    series_id: UUID, since: datetime | None = None, until: datetime | None = None
) -> Sequence[Row[datetime, int]]:
    """(starts_at, offered) of a series in order, from `since` on and before `until`."""
    query = select(ArrivalPoint.starts_at, ArrivalPoint.offered).where(
        ArrivalPoint.series_id == series_id
    )
    if since is not None:
        query = query.where(ArrivalPoint.starts_at >= since)
    if until is not None:
        query = query.where(ArrivalPoint.starts_at < until)
    return session.execute(query.order_by(ArrivalPoint.starts_at)).all()
