"""Every kind of dirt in a history, and what is left when it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from muster.tables.problems import Unreadable
from muster.tables.reading import look, open_table
from tenants.arrivals.gather import Gathered, gather
from tenants.arrivals.mapping import ArrivalMapping, guess

Read = Callable[..., Gathered]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def work(text: str, zone: str = "Asia/Shanghai", **more: object) -> Gathered:
        path = tmp_path / "file"
        path.write_text(text, encoding="utf-8")
        table = open_table(path, look(path))
        shape, columns = guess(table.columns)
        mapping = ArrivalMapping(columns, shape, time_zone=zone, **more)  # type: ignore[arg-type]  # any of its fields
        return gather(table.lines(), mapping, NOW)

    return work


def told(gathered: Gathered) -> list[tuple[int, str]]:
    return [(each.line.number, each.code.partition("\x1f")[0]) for each in gathered.found]


def numbers(gathered: Gathered, zone: str = "Asia/Shanghai") -> dict[str, int]:
    where = ZoneInfo(zone)
    return {f"{p.starts_at.astimezone(where):%m-%d %H:%M}": p.offered for p in gathered.points}


def test_a_clean_daily_file(read: Read) -> None:
    got = read("日期,来电量,接通量,放弃量\n2026-03-02,10,8,2\n2026-03-01,5,5,0\n2026-03-04,7,7,0\n")
    assert got.minutes == 1440
    assert numbers(got) == {"03-01 00:00": 5, "03-02 00:00": 10, "03-04 00:00": 7}
    assert [point.answered for point in got.points] == [5, 8, 7]
    assert got.report["absent_days"] == ["2026-03-03"]
    assert told(got) == []


def test_bad_numbers_are_told_cell_by_cell(read: Read) -> None:
    got = read(
        "date,calls,answered,aht\n"
        "2026-03-01,-5,1,60\n2026-03-02,many,1,60\n2026-03-03,1.5,1,60\n2026-03-04,,1,60\n"
        '2026-03-05,99999999999,1,60\n2026-03-06,"1,200",-3,60\n2026-03-07,"1,200",900,-1\n'
        "2026-03-08,9.0,9,2:30\n"
    )
    assert told(got) == [
        (2, "number.negative"),
        (3, "number.unreadable"),
        (4, "number.fraction"),
        (5, "number.missing"),
        (6, "number.large"),
        (7, "number.negative"),
        (8, "note.seconds.negative"),
    ]
    assert numbers(got) == {"03-07 00:00": 1200, "03-08 00:00": 9}
    assert [point.aht_seconds for point in got.points] == [None, 150.0]
    assert got.left_out == 6


def test_all_that_is_wrong_with_a_row_is_told(read: Read) -> None:
    got = read(
        "date,calls,answered\n2026-03-01,5,4\n2026-03-02,6,6\nlater,-5,many\n2030-01-01,1.5,1\n"
    )
    assert sorted(told(got)) == [
        (4, "date.unreadable"), (4, "number.negative"), (4, "number.unreadable"),
        (5, "number.fraction"), (5, "time.future"),
    ]  # fmt: skip
    assert got.left_out == 2


def test_intervals_that_come_twice_overlap_or_are_too_long(read: Read) -> None:
    got = read(
        "start,end,calls\n"
        "2026-03-02 09:00,09:30,1\n2026-03-02 09:30,09:59,2\n2026-03-02 09:30,10:00,3\n"
        "2026-03-02 09:45,10:15,4\n2026-03-02 10:00,11:00,5\n2026-03-02 10:30,11:00,6\n"
        "2026-03-02 11:40,12:10,7\n2026-03-02 11:00,11:30,8\n2026-03-02 23:30,00:00,9\n"
    )
    assert told(got) == [
        (4, "interval.twice"),
        (5, "interval.overlap"),
        (6, "interval.length"),
        (8, "interval.off_grid"),
    ]
    assert list(numbers(got).values()) == [1, 2, 6, 8, 9]


def test_finer_intervals_are_added_up_and_coarser_ones_refused(read: Read) -> None:
    text = "start,calls,aht\n2026-03-02 09:00,1,60\n2026-03-02 09:15,3,100\n2026-03-02 09:30,5,10\n"
    got = read(text, interval_minutes=30)
    assert numbers(got) == {"03-02 09:00": 4, "03-02 09:30": 5}
    assert got.points[0].aht_seconds == 90.0
    with pytest.raises(Unreadable) as refused:
        read(text, interval_minutes=5)
    assert refused.value.code.startswith("file.coarse")


def test_times_given_as_ranges(read: Read) -> None:
    got = read(
        "日期,时刻,呼入量\n2026-03-02,09:00-09:30,1\n2026-03-02,09:30-10:00,2\n"
        "2026-03-02,10:00-11:00,4\n"
    )
    assert numbers(got) == {"03-02 09:00": 1, "03-02 09:30": 2}
    assert told(got) == [(4, "interval.length")]


def test_two_zones_in_one_file(read: Read) -> None:
    got = read(
        "start,zone,calls\n2026-03-02 09:00,Asia/Shanghai,1\n2026-03-02 09:30,Asia/Shanghai,2\n"
        "2026-03-02 10:00,Europe/Paris,3\n2026-03-02 10:30,,4\n2026-03-02 11:00,Nowhere,5\n"
    )
    assert told(got) == [(4, "zone.other"), (5, "zone.mixed"), (6, "zone.unknown")]
    assert list(numbers(got).values()) == [1, 2]


def test_offsets_that_follow_the_clocks_are_one_zone(read: Read) -> None:
    rows = ["2026-03-08T00:00:00-08:00", "2026-03-08T01:00:00-08:00", "2026-03-08T03:00:00-07:00",
            "2026-03-08T04:00:00-07:00", "2026-03-08T05:00:00+08:00"]  # fmt: skip
    text = "timestamp,calls\n" + "".join(f"{row},1\n" for row in rows)
    got = read(text, "America/Vancouver")
    assert told(got) == [(6, "zone.other")]
    assert list(numbers(got, "America/Vancouver")) == [
        "03-08 00:00", "03-08 01:00", "03-08 03:00", "03-08 04:00",
    ]  # fmt: skip


def test_days_on_which_clocks_change(read: Read) -> None:
    hours = ["2026-11-01 00:00", "2026-11-01 01:00", "2026-11-01 01:00", "2026-11-01 02:00",
             "2026-03-08 01:00", "2026-03-08 02:00", "2026-03-08 03:00"]  # fmt: skip
    text = "start,calls\n" + "".join(f"{hour},{n}\n" for n, hour in enumerate(hours, 1))
    got = read(text, "America/Vancouver", interval_minutes=60)
    assert told(got) == [(7, "time.skipped")]
    autumn = [point for point in got.points if point.starts_at.month == 11]
    assert [point.offered for point in autumn] == [1, 2, 3, 4]
    assert [(later.starts_at - autumn[0].starts_at).seconds // 3600 for later in autumn] == [
        0, 1, 2, 3,
    ]  # fmt: skip
    daily = read("date,calls\n2026-03-07,1\n2026-03-08,2\n2026-03-09,3\n", "America/Vancouver")
    assert [point.starts_at.hour for point in daily.points] == [8, 8, 7]


def test_dates_that_cannot_be(read: Read) -> None:
    got = read("date,calls\n2026-03-01,1\n2030-01-01,1\n1969-12-31,1\n,1\nlater,1\n2026-03-02,1\n")
    assert told(got) == [
        (3, "time.future"),
        (4, "time.old"),
        (5, "date.missing"),
        (6, "date.unreadable"),
    ]


def test_what_cannot_be_used_as_a_whole(read: Read) -> None:
    for text, code in (
        ("date,calls\n01/02/2026,1\n03/04/2026,1\n", "file.date_order"),
        ("date,calls\nnever,1\nnowhere,2\n", "file.no_good_rows"),
        ("date,calls\n2026-03-01,-1\n2026-03-02,-2\n", "file.no_good_rows"),
        ("start,calls\n2026-03-01 09:00,1\n2026-03-01 09:07,2\n", "file.interval"),
        ("start,calls\n2026-03-01 09:00,1\n", "file.one_row"),
    ):
        with pytest.raises(Unreadable) as refused:
            read(text)
        assert refused.value.code.partition("\x1f")[0] == code


CALLS = """date,call time,outcome,duration,queue
990201,7:02:55,AGENT,166,PS
990201,7:02:55,AGENT,166,PS
990201,7:31:00,AGENT,0,PS
990201,7:40:00,AGENT,4000,PS
990201,7:50:00,HANG,0,NW
990201,7:55:00,PHANTOM,38,NW
990201,8:00:00,WONDER,5,NW
990201,23:59:59,AGENT,-57,NW
990202,0:00:01,AGENT,60,NW
990202,,AGENT,60,NW
990230,9:00:00,AGENT,60,NW
"""


def test_a_call_log_with_its_dirt(read: Read) -> None:
    got = read(CALLS, "Asia/Jerusalem")
    assert told(got) == [
        (3, "call.twice"),
        (4, "note.talk_none"),
        (5, "note.talk_long"),
        (7, "call.none"),
        (8, "note.outcome_unknown"),
        (9, "note.seconds.negative"),
        (11, "time.missing"),
        (12, "date.unreadable"),
    ]
    got_numbers = numbers(got, "Asia/Jerusalem")
    assert {when: count for when, count in got_numbers.items() if count} == {
        "02-01 07:00": 1, "02-01 07:30": 3, "02-01 08:00": 1, "02-01 23:30": 1, "02-02 00:00": 1,
    }  # fmt: skip
    assert len(got_numbers) == 96  # intervals without a call are zeros
    half_past = next(p for p in got.points if p.offered == 3)
    assert (half_past.answered, half_past.abandoned, half_past.aht_seconds) == (2, 1, None)
