"""A weekly window in UTC hours, across clock changes and midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from muster.capacity import hours


def touched(window: dict[str, list[list[str]]], zone: str, first: date, last: date) -> list[str]:
    """The hours as moments in UTC."""
    base = hours.weeks(first, last)[0]
    covered = hours.mask(window, zone, first, last)
    return [f"{hours.moment(base, n):%d %H}" for n, there in enumerate(covered) if there]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 28), ["28 00", "28 01", "28 02"]),  # 01:00-04:00 in winter, UTC+1
        (date(2026, 3, 29), ["29 00", "29 01"]),  # the hour from 2 to 3 is left out
        (date(2026, 10, 25), ["24 23", "25 00", "25 01", "25 02"]),  # and comes twice
    ],
)
def test_a_window_on_the_day_on_which_the_clocks_change(day: date, expected: list[str]) -> None:
    week = {name: [["01:00", "04:00"]] for name in ("sat", "sun")}
    assert touched(week, "Europe/Berlin", day, day) == expected


def test_an_hour_that_is_touched_counts_as_a_whole() -> None:
    monday = date(2026, 11, 23)
    assert touched({"mon": [["09:30", "11:10"]]}, "UTC", monday, monday) == [
        "23 09",
        "23 10",
        "23 11",
    ]
    assert touched({"mon": [["09:00", "10:00"]]}, "Asia/Kolkata", monday, monday) == [
        "23 03",
        "23 04",
    ]


def test_a_span_past_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    sunday = date(2026, 11, 29)
    assert touched({"sun": [["22:00", "02:00"]]}, "UTC", sunday, sunday) == [
        "29 22",
        "29 23",
        "30 00",
        "30 01",
    ]


def test_no_window_is_every_hour_of_the_days_in_their_zone() -> None:
    day = date(2026, 11, 23)
    found = touched({}, "Asia/Shanghai", day, day)
    assert (len(found), found[0], found[-1]) == (24, "22 16", "23 15")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"])
def test_whole_days_are_all_covered_whatever_the_zone(zone: str) -> None:
    first = date(2026, 11, 23)
    covered = hours.mask({}, zone, first, first + timedelta(days=6))
    assert 168 <= covered.sum() <= 169
    base = hours.weeks(first, first)[0]
    assert hours.number(base, datetime.combine(first, datetime.min.time(), UTC)) >= 24
