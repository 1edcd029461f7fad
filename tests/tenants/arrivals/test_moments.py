"""Dates, times and zones as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tenants.arrivals.moments import (
    NoMoment,
    Order,
    at,
    find_order,
    is_twice,
    read_clock,
    read_date,
    read_zone,
)

# Local times, as they stand in a file.
LEAPT, TWICE, ONCE = map(
    datetime.fromisoformat, ("2026-03-08 02:30", "2026-11-01 01:30", "2026-11-01 03:30")
)
VANCOUVER = ZoneInfo("America/Vancouver")


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-08", "ymd", date(2026, 3, 8)),
        ("2026年3月8日", "ymd", date(2026, 3, 8)),
        ("８/３/２０２６", "dmy", date(2026, 3, 8)),
        ("3/8/26", "mdy", date(2026, 3, 8)),
        ("2026/3/8", "dmy", date(2026, 3, 8)),
        ("990201", "ymd", date(1999, 2, 1)),
        ("20260308", "ymd", date(2026, 3, 8)),
        ("08.03.2026", "dmy", date(2026, 3, 8)),
    ],
)
def test_a_date_is_read(text: str, order: Order, day: date) -> None:
    assert read_date(text, order) == (day, "")


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "30/02/2026", "1/2/345", "0000-00-00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    for order in ("ymd", "dmy"):
        with pytest.raises(NoMoment):
            read_date(text, order)


def test_the_order_is_found_where_a_day_is_above_twelve() -> None:
    assert find_order(["01/02/2026", "13/02/2026"]) == "dmy"
    assert find_order(["01/02/2026", "02/13/2026"]) == "mdy"
    assert find_order(["2026-02-01", "rubbish"]) == "ymd"
    assert find_order(["01/02/2026", "03/04/2026"]) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7:02:47", time(7, 2, 47)),
        ("09:30", time(9, 30)),
        ("9:30 PM", time(21, 30)),
        ("12:05 a.m.", time(0, 5)),
        ("下午3:15", time(15, 15)),
        ("０９：３０", time(9, 30)),
    ],
)
def test_a_time_is_read(text: str, clock: time) -> None:
    assert read_clock(text) == (clock, "")


@pytest.mark.parametrize("text", ["24:00", "9", "13:00 pm", "9:75", "noon"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NoMoment):
        read_clock(text)


def test_zones_are_read() -> None:
    assert read_zone("Asia/Shanghai") == ZoneInfo("Asia/Shanghai")
    assert read_zone("-05:00") == timezone(timedelta(hours=-5))
    assert read_zone("Z") == UTC
    assert read_zone(" ") is None
    for unknown in ("Mars/Olympus", "PST", "+99:00", "../etc/passwd"):
        with pytest.raises(NoMoment):
            read_zone(unknown)


def test_clocks_that_leap_and_clocks_that_go_back() -> None:
    with pytest.raises(NoMoment) as leapt:
        at(LEAPT, VANCOUVER)
    assert leapt.value.code == "time.skipped"
    assert is_twice(TWICE, VANCOUVER)
    assert at(TWICE, VANCOUVER, second=True) - at(TWICE, VANCOUVER) == timedelta(hours=1)
    assert not is_twice(ONCE, VANCOUVER)
