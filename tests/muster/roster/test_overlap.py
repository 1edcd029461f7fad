"""No two shifts of one agent overlap, whoever writes them: the database refuses it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import IntegrityError

from muster.roster.models import Shift
from tests.cast import ANN, BEN

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def put(owner: Engine, start: datetime, end: datetime, agent_id: UUID = ANN.agent_id) -> None:
    values = {"agent_id": agent_id, "starts_at": start, "ends_at": end}
    with owner.begin() as connection:
        connection.execute(insert(Shift).values(values))


@pytest.mark.parametrize(("start", "end"), [(0, 8), (-1, 1), (7.9, 9), (2, 3), (-1, 9)])
def test_an_overlap_is_refused(db_owner: Engine, start: float, end: float) -> None:
    put(db_owner, MONDAY, MONDAY + timedelta(hours=8))
    with pytest.raises(IntegrityError, match="ex_shifts_overlap"):
        put(db_owner, MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=end))


def test_what_only_touches_and_what_others_do_is_none(db_owner: Engine) -> None:
    end = MONDAY + timedelta(hours=8)
    put(db_owner, MONDAY, end)
    put(db_owner, end, end + timedelta(hours=1))
    put(db_owner, MONDAY, end, BEN.agent_id)


@pytest.mark.parametrize("hours", [0, -1, 17])
def test_a_length_that_cannot_be_is_refused(db_owner: Engine, hours: int) -> None:
    with pytest.raises(IntegrityError, match=r"ck_shifts_length|range lower bound"):
        put(db_owner, MONDAY, MONDAY + timedelta(hours=hours))


@settings(max_examples=15)
@given(first=some.uuids(), second=some.uuids(), seconds=some.integers(-4 * 10**9, 9 * 10**10))
def test_agents_lie_apart_on_the_line(
    owner: Engine, first: UUID, second: UUID, seconds: int
) -> None:
    spans = text(
        "SELECT shift_span(:first, at, at + interval '16 hours')"
        " && shift_span(:second, at, at + interval '1 second')"
        " FROM (SELECT 'epoch'::timestamptz + :seconds * interval '1 second' AS at) m"
    )
    with owner.connect() as connection:
        meet = connection.scalar(spans, {"first": first, "second": second, "seconds": seconds})
    assert meet == (first == second)
