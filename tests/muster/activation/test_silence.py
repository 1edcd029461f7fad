"""When lines that drop together mean that a site is lost, and when they do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from muster.activation.silence import Limits, Line, Seen, look, together
from muster.db import uuid7

HERE, NEXT_DOOR, FAR = uuid7(), uuid7(), uuid7()
ZONES = {HERE: "coast", NEXT_DOOR: "coast", FAR: "basin"}
T = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOW = T + timedelta(minutes=6)
LIMITS = Limits(60, 5, timedelta(minutes=3))


def dropped(site: UUID | None, *seconds: float) -> list[Line]:
    return [Line(uuid7(), site, T + timedelta(seconds=each), lost=True) for each in seconds]


def well(site: UUID | None, count: int) -> list[Line]:
    return [Line(uuid7(), site, NOW, lost=False) for _ in range(count)]


def seen(lines: Sequence[Line]) -> Seen | None:
    return look(lines, HERE, ZONES, LIMITS)


def test_most_people_of_one_site_within_three_minutes_are_a_loss() -> None:
    found = seen(dropped(HERE, 0, 20, 40, 60, 180, 400) + well(HERE, 2) + well(FAR, 9))
    assert found is not None
    assert (len(found.lost), found.on_duty) == (5, 8)
    assert (found.first_at, found.last_at) == (T, T + timedelta(seconds=180))
    assert (found.lost_elsewhere, found.on_duty_elsewhere) == (0, 9)
    assert found.clear
    assert not found.everywhere


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(dropped(HERE, 0, 1, 2, 3), id="too few people"),
        pytest.param(dropped(HERE, *range(6)) + well(HERE, 5), id="too small a share"),
        pytest.param(dropped(HERE, 0, 90, 180, 270, 360, 450), id="too far apart"),
        pytest.param(dropped(FAR, *range(9)) + well(HERE, 1), id="another site"),
    ],
)
def test_what_is_within_the_limits_is_no_loss(lines: list[Line]) -> None:
    assert seen([*lines, *well(FAR, 9)]) is None


def test_what_drops_everybody_everywhere_is_not_the_loss_of_one_site() -> None:
    lines = dropped(HERE, *range(6)) + dropped(FAR, *range(8)) + well(FAR, 2)
    found = seen(lines)
    assert found is not None
    assert found.everywhere
    assert not found.clear


def test_who_elsewhere_has_not_been_heard_of_since_is_not_proof_that_all_is_well() -> None:
    """Routing signs people off one by one: in the middle of that, some look well."""
    quiet = [Line(uuid7(), FAR, T + timedelta(seconds=9), lost=False) for _ in range(9)]
    found = seen(dropped(HERE, *range(6)) + quiet)
    assert found is not None
    assert found.everywhere


def test_a_neighbour_in_the_same_hazard_zone_may_be_lost_together_with_it() -> None:
    lines = dropped(HERE, *range(6)) + dropped(NEXT_DOOR, *range(6))
    found = seen(lines + well(FAR, 3))
    assert found is not None
    assert not found.everywhere
    assert found.clear
    alone = seen(lines)  # nobody apart to compare with: all others count
    assert alone is not None
    assert alone.everywhere


def test_with_nobody_elsewhere_it_is_an_alarm_that_is_not_clear() -> None:
    found = seen(dropped(HERE, *range(6)))
    assert found is not None
    assert (found.everywhere, found.clear) == (False, False)


def test_where_a_part_drops_elsewhere_it_is_an_alarm_that_is_not_clear() -> None:
    found = seen(dropped(HERE, *range(6)) + dropped(None, 0, 1, 2, 3) + well(FAR, 6))
    assert found is not None
    assert (found.everywhere, found.clear) == (False, False)


def test_the_latest_of_the_largest_groups_is_taken() -> None:
    lines = dropped(HERE, 0, 10, 400, 410)
    assert together(lines, timedelta(minutes=1)) == lines[2:]
