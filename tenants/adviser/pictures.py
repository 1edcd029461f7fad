"""The charts of an advice as plain numbers, for a template to draw as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from babel.numbers import format_compact_currency, format_currency, get_currency_precision
from flask_babel import get_locale

from muster.staffing.advice import Mix
from muster.staffing.profiles import SLOT_SECONDS, SLOTS
from muster.staffing.simulation import Outcome
from tenants.adviser.reckoning import Result

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 60, 8, 12, 26
_LABELS = (0, 6, 12, 18)


@dataclass(frozen=True, slots=True)
class Bar:
    """A half-hour: from the left edge, the heads of the base and of the reserve that are used."""

    x: float
    width: float
    base_y: float
    base_height: float
    standby_y: float
    standby_height: float
    clock: str
    base: int
    standby: int
    ordinary: int


@dataclass(frozen=True, slots=True)
class Heads:
    """The half-hours of the surge, ordinary days as a line, and the base as a level."""

    bars: tuple[Bar, ...]
    ordinary: str
    base_y: float
    ticks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """One mix as a bar: widths in thousandths of the dearest."""

    name: str
    mix: Mix
    rent: float
    hold: float
    use: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The share answered through the day of the surge, by half-hour, as lines."""

    helped: str
    without: str
    ticks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """All of them.

    called, joined: when the reserve is called in, and when it sits, if that is later.
    """

    heads: Heads
    costs: tuple[Cost, ...]
    curve: str
    curve_ticks: tuple[tuple[float, str], ...]
    curve_dot: tuple[float, float]
    curve_best: tuple[float, float]
    answered: Answered
    called: str
    joined: str


def of(result: Result) -> Pictures:
    """The charts of this result."""
    played = result.played
    curve, ticks, dot, best = _curve(result)
    answered = _answered(played.helped, played.without)
    called = joined = ""
    if played.called_at is not None and played.joined_at is not None:
        called, joined = _clock(played.called_at), _clock(played.joined_at)
    return Pictures(
        _heads(result), _costs(result), curve, ticks, dot, best, answered, called, joined
    )


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}"


def _x(slot: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * slot / SLOTS, 1)


def _y(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)


def _labels() -> tuple[tuple[float, str], ...]:
    return tuple((_x(2 * hour), f"{hour:02d}:00") for hour in _LABELS)


def _ticks(largest: float) -> tuple[float, tuple[tuple[float, int], ...]]:
    """The top of a scale, and its whole-numbered lines."""
    rough = max(largest, 4) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * f for f in (1, 2, 5, 10) if power * f >= rough)
    top = step * math.ceil(max(largest, 1) / step)
    return top, tuple((_y(at, top), int(at)) for at in range(0, int(top) + 1, int(step)))


def _heads(result: Result) -> Heads:
    base, busy = result.chosen.base, result.advice.surge.seated
    usual = result.advice.ordinary.seated
    top, ticks = _ticks(max(result.advice.peak, base))
    ground = _y(0, top)
    bars = []
    for slot, need in enumerate(busy.astype(int).tolist()):
        carried = min(need, base)
        low, high = _y(carried, top), _y(need, top)
        bars.append(
            Bar(
                _x(slot),
                round(_x(slot + 1) - _x(slot) - 1.5, 1),
                low,
                round(ground - low, 1),
                high,
                round(low - high, 1),
                _clock(slot * SLOT_SECONDS),
                carried,
                need - carried,
                int(usual[slot]),
            )
        )
    line = [f"{_x(at)},{_y(usual[slot], top)}" for slot in range(SLOTS) for at in (slot, slot + 1)]
    return Heads(tuple(bars), " ".join(line), _y(base, top), ticks, _labels())


def _costs(result: Result) -> tuple[Cost, ...]:
    found = result.advice
    named = [("advice", found.best), ("owned", found.owned), ("ordinary", found.ordinary_only)]
    if result.compared is not None:
        named.insert(1, ("compared", result.compared))
    dearest = max(*(mix.total for _, mix in named), 1.0)

    def width(cost: float) -> float:
        return round(1000 * cost / dearest, 1)

    return tuple(
        Cost(name, mix, width(mix.rent), width(mix.hold), width(mix.use)) for name, mix in named
    )


def _curve(
    result: Result,
) -> tuple[str, tuple[tuple[float, str], ...], tuple[float, float], tuple[float, float]]:
    """What a month costs by agents in the base, its scale, the chosen number and the best."""
    totals = result.advice.totals / 10 ** get_currency_precision(result.terms.currency)
    top, ticks = _ticks(float(totals.max()))
    peak = max(result.advice.peak, 1)

    def place(base: int) -> tuple[float, float]:
        return _x(SLOTS * base / peak), _y(float(totals[base]), top)

    shown = np.unique(np.linspace(0, result.advice.peak, 200).round().astype(int)).tolist()
    line = " ".join(f"{x},{y}" for x, y in map(place, shown))
    scale = tuple((y, _compact(amount, result.terms.currency)) for y, amount in ticks)
    return line, scale, place(result.chosen.base), place(result.advice.best.base)


def _compact(amount: int, currency: str) -> str:
    return str(format_compact_currency(amount, currency, locale=get_locale(), fraction_digits=1))


def whole_money(minor: float, currency: str) -> str:
    """An amount of minor units to the whole unit: an estimate needs no cents."""
    amount = round(minor / 10 ** get_currency_precision(currency))
    return str(
        format_currency(
            amount, currency, format="¤#,##0", locale=get_locale(), currency_digits=False
        )
    )


def _answered(helped: Outcome, without: Outcome) -> Answered:
    ticks = tuple((_y(share, 100), share) for share in (0, 25, 50, 75, 100))
    return Answered(_shares(helped.by_interval()), _shares(without.by_interval()), ticks, _labels())


def _shares(intervals: Sequence[Outcome]) -> str:
    return " ".join(
        f"{_x(slot + 0.5)},{_y(100 * one.answer_rate(), 100)}"
        for slot, one in enumerate(intervals)
        if one.offered
    )
