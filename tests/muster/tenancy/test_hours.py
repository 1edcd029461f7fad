"""Opening hours: zones, lunch, midnight, and what comes next."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from muster.tenancy.hours import is_open, minutes, next_change

SHANGHAI = "Asia/Shanghai"
OFFICE = {
    day: [["09:00", "12:00"], ["13:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
}
BAR = {"fri": [["18:00", "02:00"]], "sat": [["18:00", "24:00"]]}


def at(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:30", True),
        ("2026-11-23T18:00", False),
        ("2026-11-22T10:00", False),  # a Sunday
    ],
)
def test_open_from_the_first_minute_to_before_the_last(moment: str, *, expected: bool) -> None:
    assert is_open(OFFICE, SHANGHAI, at(moment)) is expected


def test_the_zone_of_the_company_counts_not_that_of_the_clock() -> None:
    assert is_open(OFFICE, SHANGHAI, datetime(2026, 11, 23, 1, 30, tzinfo=UTC))
    assert not is_open(OFFICE, "Europe/Berlin", datetime(2026, 11, 23, 1, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-27T23:59", True),
        ("2026-11-28T01:59", True),  # Saturday, still Friday's evening
        ("2026-11-28T02:00", False),
        ("2026-11-28T23:59", True),
        ("2026-11-29T00:00", False),
    ],
)
def test_a_span_past_midnight_belongs_to_the_day_before(moment: str, *, expected: bool) -> None:
    assert is_open(BAR, SHANGHAI, at(moment)) is expected


def test_no_hours_at_all_means_always_open() -> None:
    assert is_open({}, SHANGHAI, at("2026-11-22T03:00"))
    assert next_change({}, SHANGHAI, at("2026-11-22T03:00")) is None


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T10:00", "2026-11-23T12:00"),
        ("2026-11-23T12:30", "2026-11-23T13:30"),
        ("2026-11-27T18:00", "2026-11-30T09:00"),  # from Friday evening to Monday morning
    ],
)
def test_what_comes_next(moment: str, expected: str) -> None:
    assert next_change(OFFICE, SHANGHAI, at(moment)) == at(expected)


def test_days_that_touch_at_midnight_are_one_opening() -> None:
    whole = {"mon": [["00:00", "24:00"]], "tue": [["00:00", "06:00"]]}
    assert next_change(whole, SHANGHAI, at("2026-11-23T12:00")) == at("2026-11-24T06:00")


def test_the_hour_that_summer_time_skips_is_no_trouble() -> None:
    hours = {"sun": [["01:00", "04:00"]]}
    assert next_change(hours, "Europe/Berlin", at("2026-03-29T00:30", "Europe/Berlin")) == at(
        "2026-03-29T01:00", "Europe/Berlin"
    )


@pytest.mark.parametrize("clock", ["24:01", "25:00", "9", "", "12:60", "-1:00", "１２:00"])
def test_what_is_no_time_of_day_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        minutes(clock)
