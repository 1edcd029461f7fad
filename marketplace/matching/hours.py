"""Opening hours as companies write them in an attribute, and as people ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DAYS = "一二三四五六日"
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?:周|星期|礼拜)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_DAY_RANGE = re.compile(rf"(?:{_DAY})(?:\s*(?:-|至|到|\bto\b)\s*(?:{_DAY}))?")
_CLOCK_RANGE = re.compile(
    r"(?<!\d)(\d{1,2})[:：](\d{2})\s*(?:-|至|到|\bto\b)\s*(?:次日)?(\d{1,2})[:：](\d{2})(?!\d)"
)
_ALWAYS = re.compile(r"全天|24小时营业|24小时开放|\b24/7\b|\b24 hours\b|\bround the clock\b")
_OPEN = re.compile(r"营业|开门|开放|开着|还开|上班|接待|\bopen(?:s|ing)?\b|\bclos(?:e|es|ed|ing)\b")
_LATE = re.compile(r"通宵|深夜|半夜|凌晨营业|\blate[- ]night\b|\bovernight\b|\bopen late\b")
_O_CLOCK = re.compile(
    r"(凌晨|早上|上午|中午|下午|傍晚|晚上|夜里)?(?<![\d.:])(\d{1,2}|[一二三四五六七八九]|十[一二]?)"
    r"(?:点半?(?!\d)|[:：](\d{2}))|\b(\d{1,2})(?::\d{2})? ?([ap])\.?m\b"
)
_CHINESE_HOURS = {text: at for at, text in enumerate("零一二三四五六七八九") if at}
_CHINESE_HOURS |= {"十": 10, "十一": 11, "十二": 12}
_AFTERNOON = frozenset(("下午", "傍晚", "晚上", "夜里"))
_NIGHT_HOUR = 0


def published_hours(text: str) -> set[str]:
    """Terms of a normalised attribute value that says when a company is open; else none.

    'h21' is open at some time of the hour from 21:00 on its open days, 'd6' is open on Sundays.
    """
    hours: set[int] = set(range(24)) if _ALWAYS.search(text) else set()
    for first, _, last, last_minute in _CLOCK_RANGE.findall(text):
        hours |= set(_hours_between(int(first), int(last), int(last_minute)))
    if not hours:
        return set()
    return {f"h{hour}" for hour in hours} | {f"d{day}" for day in _days(text) or range(7)}


def asked_hours(question: str) -> Iterator[tuple[str, int, int]]:
    """Terms that a normalised question asks for, with the places of the words that say so."""
    for found in _LATE.finditer(question):
        yield f"h{_NIGHT_HOUR}", *found.span()
    if not _OPEN.search(question):
        return
    for found in _ALWAYS.finditer(question):
        yield "h3", *found.span()
    for found in _O_CLOCK.finditer(question):
        hour = _hour(found)
        if hour is not None:
            yield f"h{hour}", *found.span()
    for found in _DAY_RANGE.finditer(question):
        day = _day(found[1], found[2])
        if day is not None:
            yield f"d{day}", *found.span()


def _hours_between(first: int, last: int, last_minute: int) -> Iterator[int]:
    end = last if last_minute == 0 else last + 1
    if end <= first:
        end += 24
    for hour in range(first, min(end, first + 24)):
        yield hour % 24


def _days(text: str) -> set[int]:
    days: set[int] = set()
    for found in _DAY_RANGE.finditer(text):
        first, last = _day(found[1], found[2]), _day(found[3], found[4])
        if first is None:
            continue
        if last is None:
            days.add(first)
            continue
        days |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    return days


def _day(chinese: str | None, english: str | None) -> int | None:
    if chinese:
        return 6 if chinese == "天" else _DAYS.index(chinese)
    return _ENGLISH_DAYS.index(english) if english else None


def _hour(found: re.Match[str]) -> int | None:
    part, number, _, english, half = found.groups()
    if english:
        hour = int(english) % 12 + (12 if half == "p" else 0)
    else:
        hour = int(number) if number.isdigit() else _CHINESE_HOURS.get(number, 24)
        if part in _AFTERNOON and hour < 12:
            hour += 12
    return hour % 24 if hour <= 24 else None
