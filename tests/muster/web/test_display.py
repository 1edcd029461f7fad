from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from flask import Flask

from muster.web import display
from muster.web.locale import read_in

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def reading(app: Flask) -> Iterator[Callable[..., None]]:
    with app.test_request_context():
        yield read_in


def test_times_are_read_in_the_tenants_zone(reading: Callable[..., None]) -> None:
    reading(zone="Asia/Shanghai", locale="zh")
    assert display.datetime_element(NOON) == (
        '<time datetime="2026-11-22T12:00:00+00:00">2026年11月22日 20:00</time>'
    )
    assert ">2026年11月22日 20:00:00<" in display.datetime_element(NOON, "exact")
    assert ">20:00<" in display.time_element(NOON)
    reading(zone="America/New_York", locale="en")
    assert ">7:00\u202fAM<" in display.time_element(NOON)


def test_a_minute_told_to_one_reader_is_told_to_the_next_as_they_read_it(
    reading: Callable[..., None],
) -> None:
    said = {
        ("Asia/Shanghai", "zh"): "2026年11月22日 20:00",
        ("Asia/Shanghai", "en"): "Nov 22, 2026, 8:00\u202fPM",
        ("America/New_York", "en"): "Nov 22, 2026, 7:00\u202fAM",
    }
    for _again in range(2):
        for (zone, locale), words in said.items():
            reading(zone=zone, locale=locale)
            shown = display.datetime_element(NOON + dt.timedelta(seconds=59))
            assert shown == f'<time datetime="2026-11-22T12:00:59+00:00">{words}</time>'


def test_the_day_is_the_day_it_is_there(reading: Callable[..., None]) -> None:
    late = dt.datetime(2026, 11, 22, 18, 30, tzinfo=dt.UTC)
    reading(zone="Asia/Shanghai", locale="zh")
    assert ">2026年11月23日<" in display.date_element(late)
    assert ">2026年11月22日<" in display.date_element(dt.date(2026, 11, 22))


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("沿海 / Coast", "Coast", "沿海"),
        ("Coast / 沿海", "Coast", "沿海"),
        ("沿海", "沿海", "沿海"),
        ("North / South", "North / South", "North / South"),
        ("华东 / East China / 1", "华东 / East China / 1", "华东 / East China / 1"),
    ],
)
def test_of_a_name_in_both_languages_each_reads_their_own(
    reading: Callable[..., None], name: str, en: str, zh: str
) -> None:
    for locale, said in (("en", en), ("zh", zh)):
        reading(locale=locale)
        assert display.own_words(name) == said


def test_a_day_without_its_year(reading: Callable[..., None]) -> None:
    for locale, said in (("en", "Nov 23"), ("zh", "11月23日")):
        reading(locale=locale)
        assert display.month_day(dt.date(2026, 11, 23)) == said


@pytest.mark.parametrize(
    ("passed", "en", "zh"),
    [
        (dt.timedelta(seconds=20), "just now", "刚刚"),
        (dt.timedelta(minutes=5), "5 minutes ago", "5分钟前"),
        (dt.timedelta(hours=-3), "in 3 hours", "3小时后"),
    ],
)
def test_how_long_ago(reading: Callable[..., None], passed: dt.timedelta, en: str, zh: str) -> None:
    moment = dt.datetime.now(dt.UTC) - passed
    reading(locale="en")
    assert f"data-ago>{en}</time>" in display.ago_element(moment)
    reading(locale="zh")
    assert f"data-ago>{zh}</time>" in display.ago_element(moment)


@pytest.mark.parametrize(
    ("minor", "currency", "en", "zh"),
    [
        (123456, "CNY", "CN¥1,234.56", "¥1,234.56"),
        (123456, "USD", "$1,234.56", "US$1,234.56"),
        (1234, "JPY", "¥1,234", "JP¥1,234"),
        (1234, "KWD", "KWD1.234", "KWD1.234"),
        (-5, "CNY", "-CN¥0.05", "-¥0.05"),
    ],
)
def test_money_is_minor_units_of_its_currency(
    reading: Callable[..., None], minor: int, currency: str, en: str, zh: str
) -> None:
    reading(locale="en")
    assert display.money(minor, currency) == en
    reading(locale="zh")
    assert display.money(minor, currency) == zh


def test_numbers_and_shares(reading: Callable[..., None]) -> None:
    reading(locale="en")
    assert display.number(1234567) == "1,234,567"
    assert display.number(Decimal("0.5")) == "0.5"
    assert display.percent(0.8884, 2) == "88.84%"
    assert display.percent(0.714) == "71%"


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_counts_are_written_as_their_language_has_them(
    reading: Callable[..., None], locale: str
) -> None:
    reading(locale=locale)
    for count in (0, 7, 999, 1000, -3):
        assert display.number(count) == format_decimal(count, locale=locale)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (192, "3:12"), (3661, "1:01:01")]
)
def test_durations(seconds: float, shown: str) -> None:
    assert display.duration(seconds) == shown


@pytest.mark.parametrize(
    ("size", "shown"), [(15, "15 B"), (1_500, "1.5 kB"), (2_000_000, "2 MB"), (1_234_567, "1.2 MB")]
)
def test_sizes_of_files(reading: Callable[..., None], size: int, shown: str) -> None:
    reading(locale="zh")
    assert display.file_size(size) == shown


def test_nothing_is_shown_for_what_is_not_known() -> None:
    assert [display.datetime_element(None), display.date_element(None)] == ["", ""]
    assert [display.ago_element(None), display.money(None, "CNY")] == ["", ""]
    assert [display.number(None), display.percent(None), display.duration(None)] == ["–"] * 3


def test_lines_keep_their_breaks_and_nothing_else() -> None:
    assert display.lines("<b>\r\nsecond\nthird") == "&lt;b&gt;<br>second<br>third"
    assert display.lines(None) == ""
