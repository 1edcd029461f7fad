"""Opening hours as people write them: a line a day in a form, a sentence a week in a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from muster.tenancy.hours import DAYS, MINUTES_A_DAY, minutes

Week = dict[str, list[list[str]]]

_DASH = r"\s*(?:-|~|至|到|to|—)+\s*(次日|翌日|第二天)?\s*"
_SPAN = re.compile(rf"(\d{{1,2}})(?::([0-5]\d))?\s*{_DASH}(\d{{1,2}})(?::([0-5]\d))?(?!\d)")
_ALL_DAY = re.compile(r"全天|全日|24小时(?:营业)?|二十四小时|all day|24 ?h(?:ours)?\b|24/7")
_CLOSED = re.compile(r"休息|不营业|closed|关门|-+")
_FILLER = re.compile(
    r"营业时间(?:为)?|午市|晚市|早市|下午茶|早餐|午餐|晚餐|早点|正餐|中午|上午|下午|晚上|早上|[\s,;:.。、]"
)
_NAMES = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_DAY = r"(?:(?:周|星期|礼拜)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)"
_DAYS = re.compile(rf"{_DAY}(?:\s*(?:-|~|至|到|to|—)+\s*{_DAY})?")
_DAILY = re.compile(r"每天|每日|daily|every day")
# What follows holds for some days of the year only.
_EXCEPTIONS = re.compile(r"非营业时段.*")
_DAYTIME_ENDS = 6 * 60


class HoursError(ValueError):
    """A text in which no opening hours can be read."""


def read_day(text: str) -> list[tuple[int, int]]:
    """The spans of one day, in minutes since midnight; a span past midnight ends above 1440.

    "09:00–12:00, 13:30–18:00", "9-18", "18:00-次日2:00", "全天", "" or "closed". Raises
    HoursError.
    """
    plain = _plain(text)
    if not plain or _CLOSED.fullmatch(plain):
        return []
    if _ALL_DAY.fullmatch(plain):
        return [(0, MINUTES_A_DAY)]
    if _FILLER.sub("", _SPAN.sub("", plain)):
        raise HoursError(text)
    return _checked([_span(found) for found in _SPAN.finditer(plain)])


def read_week(text: str) -> Week | None:
    """The week that a sentence such as 周一至周五 9:00-18:00，周六全天 tells; None if unclear."""
    plain = _EXCEPTIONS.sub("", _plain(text)).strip()
    spans: dict[int, list[tuple[int, int]]] = {}
    days: list[int] = []
    told = False
    position = 0
    while position < len(plain):
        if found := _DAILY.match(plain, position):
            days, told = list(range(7)), False
        elif found := _DAYS.match(plain, position):
            days, told = ([] if told else days) + _named(found), False
        elif found := _ALL_DAY.match(plain, position):
            told = _tell(spans, days, (0, MINUTES_A_DAY))
        elif found := _SPAN.match(plain, position):
            told = _tell(spans, days, _span(found))
        elif not (found := _FILLER.match(plain, position)):
            return None
        position = found.end()
    try:
        return week({DAYS[day]: _checked(each) for day, each in spans.items()}) if spans else None
    except HoursError:
        return None


def week(days: Mapping[str, Iterable[tuple[int, int]]]) -> Week:
    """Hours as they are kept. What runs past midnight is kept with the day on which it is."""
    kept: dict[str, set[tuple[int, int]]] = {day: set() for day in DAYS}
    for day, spans in days.items():
        after = DAYS[(DAYS.index(day) + 1) % 7]
        for start, end in spans:
            kept[day].add((start, min(end, MINUTES_A_DAY)))
            if end > MINUTES_A_DAY:
                kept[after].add((0, end - MINUTES_A_DAY))
    return {
        day: [[clock(start), clock(end)] for start, end in sorted(spans)]
        for day, spans in kept.items()
        if spans
    }


def by_day(hours: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[tuple[str, str]]]:
    """Kept hours as people say them: what ends after midnight belongs to the evening before."""
    said = {day: [(start, end) for start, end in hours.get(day, ())] for day in DAYS}
    for number, day in enumerate(DAYS):
        morning = said[DAYS[(number + 1) % 7]]
        late = said[day][-1:] if said[day] and said[day][-1][1] == "24:00" else []
        runs_over = late and late[0][0] != "00:00" and morning and morning[0][0] == "00:00"
        if runs_over and minutes(morning[0][1]) <= _DAYTIME_ENDS:
            said[day][-1] = (said[day][-1][0], morning.pop(0)[1])
    return said


def as_typed(spans: Iterable[tuple[str, str]]) -> str:
    """The spans of a day as they stand in a form."""
    return ", ".join(f"{start}-{end}" for start, end in spans)


def clock(minute: int) -> str:
    """ "HH:MM" of minutes since midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[–—−－ー]+", "-", plain).strip()


def _span(found: re.Match[str]) -> tuple[int, int]:
    hour, minute, next_day, until_hour, until_minute = found.groups()
    start = int(hour) * 60 + int(minute or 0)
    end = int(until_hour) * 60 + int(until_minute or 0)
    return start, end + MINUTES_A_DAY if next_day or end <= start else end


def _checked(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order; raises HoursError where one is impossible or two overlap."""
    spans = sorted(set(spans))
    for number, (start, end) in enumerate(spans):
        overlaps = number > 0 and start < spans[number - 1][1]
        if start >= MINUTES_A_DAY or end > start + MINUTES_A_DAY or overlaps:
            raise HoursError(f"{clock(start)}-{clock(end)}")
    return spans


def _named(found: re.Match[str]) -> list[int]:
    first = _NAMES[found[1] or found[2]]
    last = _NAMES[found[3] or found[4]] if found[3] or found[4] else first
    return [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]


def _tell(spans: dict[int, list[tuple[int, int]]], days: list[int], span: tuple[int, int]) -> bool:
    for day in days or range(7):
        spans.setdefault(day, []).append(span)
    return True
