"""Opening hours from a form and from a sentence."""

from __future__ import annotations

import pytest

from muster.tenancy import opening
from muster.tenancy.hours import DAYS

OFFICE = [["09:00", "18:00"]]


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("09:00-12:00, 13:30-18:00", [(540, 720), (810, 1080)]),
        ("9–18", [(540, 1080)]),
        ("9：00～21：30", [(540, 1290)]),
        ("18:00-2:00", [(1080, 1560)]),
        ("18:00-次日02:00", [(1080, 1560)]),
        ("全天", [(0, 1440)]),
        ("24h", [(0, 1440)]),
        ("", []),
        ("closed", []),
        ("休息", []),
    ],
)
def test_a_day_is_read(typed: str, spans: list[tuple[int, int]]) -> None:
    assert opening.read_day(typed) == spans


@pytest.mark.parametrize(
    "typed", ["9:00-", "25:00-26:00", "9-12,11-13", "whenever", "9:75-10:00", "morning"]
)
def test_a_day_that_cannot_be_read_is_refused(typed: str) -> None:
    with pytest.raises(opening.HoursError):
        opening.read_day(typed)


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("周一至周五 9:00-18:00", "mon tue wed thu fri"),
        ("Mon-Fri 9:00-18:00", "mon tue wed thu fri"),
        ("周六,周日 09:00-18:00", "sat sun"),
        ("09:00-18:00", " ".join(DAYS)),
        ("每天 9:00-18:00", " ".join(DAYS)),
        ("周五至周一 9:00-18:00", "mon fri sat sun"),
        ("周一至周日 09:00-18:00  非营业时段 2018-02-15至2018-02-19 全天", " ".join(DAYS)),
    ],
)
def test_a_sentence_is_read(sentence: str, days: str) -> None:
    assert opening.read_week(sentence) == {day: OFFICE for day in DAYS if day in days.split()}


def test_different_days_differ() -> None:
    week = opening.read_week("周六,周日 10:00-22:00  周一至周五 10:00-14:00 17:00-22:00")
    assert week is not None
    assert week["sat"] == [["10:00", "22:00"]]
    assert week["mon"] == [["10:00", "14:00"], ["17:00", "22:00"]]


@pytest.mark.parametrize(
    "sentence",
    ["春季 周一至周日 9:00-18:00", "即将开业", "上午9点到晚上9点", "", "8:00-客人走为止"],
)
def test_what_is_unclear_is_left_alone(sentence: str) -> None:
    assert opening.read_week(sentence) is None


def test_hours_past_midnight_are_kept_with_the_day_on_which_they_are() -> None:
    week = opening.week({"fri": opening.read_day("18:00-02:00")})
    assert week == {"fri": [["18:00", "24:00"]], "sat": [["00:00", "02:00"]]}


@pytest.mark.parametrize("typed", ["18:00-02:00", "09:00-12:00, 20:00-03:00", "09:00-18:00"])
def test_they_are_said_again_as_they_were_typed(typed: str) -> None:
    kept = opening.week({day: opening.read_day(typed) for day in DAYS})
    assert [opening.as_typed(spans) for spans in opening.by_day(kept).values()] == [typed] * 7


def test_a_whole_day_is_not_taken_for_an_evening() -> None:
    kept = opening.week({day: opening.read_day("24h") for day in DAYS})
    assert opening.by_day(kept)["mon"] == [("00:00", "24:00")]
