"""Numbers with units: what companies publish ('2小时 - 3小时') and what people ask for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.matching import lexicon
from marketplace.matching.lexicon import DURATION, MEASURE_WORDS, MONEY, RATING, UNITS, Unit

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿半]+(?:点[零〇一二三四五六七八九]+)?"
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_CURRENCY = r"[¥$€£]|us\$|hk\$|rmb|usd|cny|eur|gbp"
_LATIN_END = r"(?![a-z])"
_SEPARATOR = r"-|到|至|\bto\b|\band\b"

_COUNT = rf"(?P<low>{_ARABIC}|{_CHINESE})"
_AMOUNT = re.compile(
    rf"(?<![a-z0-9_.:/#])(?<!\d-){_COUNT}(?![:/\d])\s?(?P<magnitude>[kw](?![a-z])|[千万])?"
    rf"(?:(?:\s?个?|-(?=[a-z]))(?P<low_unit>{_UNIT}){_LATIN_END})?"
    rf"(?:\s?(?:{_SEPARATOR})\s?(?:{_CURRENCY})?\s?"
    rf"(?P<high>{_ARABIC}|{_CHINESE})(?![:/\d])(?:(?:\s?个?|-(?=[a-z]))(?P<high_unit>{_UNIT}){_LATIN_END})?)?"
    r"(?!-\d)"
)
_BEFORE = re.compile(
    rf"(?:(?P<least>{lexicon.AT_LEAST_BEFORE})|(?P<most>{lexicon.AT_MOST_BEFORE})"
    rf"|(?P<about>{lexicon.ABOUT_BEFORE}))?\s*[是为在]?\s*(?P<sign>{_CURRENCY})?\s?$"
)
_AFTER = re.compile(
    rf"(?:之间)?\s?(?:(?P<least>{lexicon.AT_LEAST_AFTER})|(?P<most>{lexicon.AT_MOST_AFTER})"
    rf"|(?P<about>{lexicon.ABOUT_AFTER}))"
)
_WHOLE = re.compile(
    rf"(?P<sign>{_CURRENCY})?\s?(?P<low>{_ARABIC})\s?(?P<low_unit>{_UNIT})?"
    rf"(?:\s?(?:-|到|至|\bto\b)\s?(?P<high>{_ARABIC})\s?(?P<high_unit>{_UNIT})?)?"
)
_PART_OF_A_WORD = re.compile(
    r"周[年末边围日一二三四五六]|年[级代轻]|天[安然津坛气]|日[本常期]|分[店别类之]|人[均气民]"
    r"|位[于置]|平[安常价台]|星[期空]|晚[上饭餐]|克[拉]|元[素旦]"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ABOUT = 0.15
_CONTEXT = 24
_CLAUSE = re.compile(r"[,;!?、。]|\.(?!\d)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range in base units (yuan, seconds, metres, …)."""

    measure: str
    low: float
    high: float
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantity that a question asks for and where it stands.

    number: place of the number with its unit. start, end: the same with what compares it.
    """

    quantity: Quantity
    text: str
    number: tuple[int, int]
    start: int
    end: int


def number(text: str) -> float | None:
    """'1,200.5', '三百五十', '四点五', '半' as a number; None if it is none."""
    if text[:1].isdigit():
        return float(text.replace(",", ""))
    whole, _, fraction = text.partition("点")
    value = _chinese_whole(whole)
    if value is None:
        return None
    return value + (float("0." + "".join(str(_DIGITS[d]) for d in fraction)) if fraction else 0)


def _chinese_whole(text: str) -> float | None:
    if text == "半":
        return 0.5
    total = section = digit = 0.0
    for character in text.removesuffix("半"):
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in "万亿":
            total = (total + section + digit or 1) * _SCALES[character]
            section = digit = 0
        elif character in _SCALES:
            section += (digit or 1) * _SCALES[character]
            digit = 0
        else:
            return None
    return total + section + digit + (0.5 if text.endswith("半") else 0)


def published(name: str, value: str | float) -> Quantity | None:
    """What an attribute says, if it is a number or a range as a whole.

    name: normalised name of the attribute, which may say what a bare number measures.
    """
    if isinstance(value, int | float):
        return _of(name, float(value), float(value), None) if math.isfinite(value) else None
    found = _WHOLE.fullmatch(value)
    if found is None:
        return None
    low_unit, high_unit = _units(found, found["sign"])
    low = float(found["low"].replace(",", ""))
    high = float((found["high"] or found["low"]).replace(",", ""))
    if low_unit is None and found["high"]:
        return None
    return _of(name, low, high, low_unit, high_unit)


def _of(
    name: str, low: float, high: float, unit: Unit | None, high_unit: Unit | None = None
) -> Quantity:
    if unit is None:
        return Quantity(measure_of(name) or "", low, high)
    measure = MONEY if unit.measure == RATING and measure_of(name) == MONEY else unit.measure
    ends = sorted((low * unit.factor, high * (high_unit or unit).factor))
    return Quantity(measure, ends[0], ends[1], unit.currency)


def measure_of(words: str) -> str | None:
    """What the words say a number measures: the last of them that says so counts."""
    last: tuple[int, str] | None = None
    for measure, pattern in MEASURE_WORDS.items():
        for found in pattern.finditer(words):
            if last is None or found.end() > last[0]:
                last = (found.end(), measure)
    return last[1] if last else None


def asked(question: str) -> Iterator[Asked]:
    """The quantities that a normalised question asks for, in order.

    A bare number counts where the words before it say what it measures; where it is compared
    and nothing says that, it is of no measure ('').
    """
    previous = 0
    for amount in _AMOUNT.finditer(question):
        before = _CLAUSE.split(question[previous : amount.start()])[-1][-_CONTEXT:]
        left = _BEFORE.search(before)
        right = _AFTER.match(question, amount.end())
        comparison = _comparison(left) or _comparison(right)
        quantity = _asked_quantity(amount, before, left and left["sign"], comparison)
        if quantity is not None:
            end = right.end() if right else amount.end()
            start = amount.start() - (len(before) - left.start() if left else 0)
            yield Asked(quantity, amount.group(), amount.span(), start, end)
            previous = end


def _comparison(found: re.Match[str] | None) -> str | None:
    kinds = ("least", "most", "about") if found else ()
    return next((kind for kind in kinds if found and found[kind]), None)


def _asked_quantity(
    found: re.Match[str], before: str, sign: str | None, comparison: str | None
) -> Quantity | None:
    low = number(found["low"])
    high = number(found["high"]) if found["high"] else low
    if low is None or high is None or _is_part_of_a_word(found):
        return None
    low_unit, high_unit = _units(found, sign)
    said = measure_of(before)
    measure = low_unit.measure if low_unit else said
    if measure is None and _is_open_number(found, comparison):
        measure = ""
    spelled = not found["low"][0].isdigit()
    if measure is None or (spelled and not _is_meant(measure, low_unit, comparison, said, low)):
        return None
    scale = {"k": 1e3, "千": 1e3, "w": 1e4, "万": 1e4}.get(found["magnitude"] or "", 1.0)
    unit = low_unit or Unit(measure)
    ends = sorted((low * scale * unit.factor, high * scale * (high_unit or unit).factor))
    return Quantity(measure, *_compared(comparison, ends[0], ends[1]), unit.currency)


def _is_open_number(found: re.Match[str], comparison: str | None) -> bool:
    """Whether a number without a unit is compared at all, so that an attribute may claim it."""
    written = found["low"]
    return written.isdigit() and written[0] != "0" and bool(comparison or found["high"])


def _is_meant(
    measure: str, unit: Unit | None, comparison: str | None, said: str | None, low: float
) -> bool:
    """Whether a spelled-out number is one: not the '十分' of 'very', nor the '一' of '一起'."""
    if unit is None:
        return comparison is not None and low > 1
    return measure != RATING or comparison is not None or said is not None


def _is_part_of_a_word(found: re.Match[str]) -> bool:
    unit = found.end("high_unit") if found["high_unit"] else found.end("low_unit")
    return unit > 0 and _PART_OF_A_WORD.match(found.string, unit - 1) is not None


def _units(found: re.Match[str], sign: str | None) -> tuple[Unit | None, Unit | None]:
    high = UNITS.get(found["high_unit"] or "")
    low = UNITS.get(found["low_unit"] or "") or high or UNITS.get(sign or "")
    return low, high or low


def _compared(comparison: str | None, low: float, high: float) -> tuple[float, float]:
    if comparison == "least":
        return low, math.inf
    if comparison == "most":
        return 0.0, high
    if comparison == "about":
        return low * (1 - _ABOUT), high * (1 + _ABOUT)
    return low, high


__all__ = ["DURATION", "MONEY", "RATING", "Asked", "Quantity", "asked", "measure_of", "published"]
