"""Lines, bands and marks of a chart, as SVG takes them: plain numbers, drawn by a template."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 12, 26


@dataclass(frozen=True, slots=True)
class Mark:
    """One place on the axis. label: under it, if any; told: what its numbers are, in words."""

    label: str
    told: str
    real: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class Chart:
    """What the template draws. real, expected: points of polylines; band: of a polygon."""

    width: int = WIDTH
    height: int = HEIGHT
    real: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    band: str = ""
    ticks: list[tuple[float, str]] = field(default_factory=list)
    labels: list[tuple[float, str]] = field(default_factory=list)
    hits: list[tuple[float, float, str]] = field(default_factory=list)
    base: float = HEIGHT - BOTTOM


def draw(marks: Sequence[Mark]) -> Chart:
    """The chart of these places, from left to right."""
    chart = Chart()
    values = [value for mark in marks for value in (mark.real, mark.high, mark.expected) if value]
    step = _step(max(values, default=1.0))
    top = step * math.ceil(max(values, default=1.0) / step)
    across = (WIDTH - LEFT - RIGHT) / max(len(marks), 1)

    def x(number: int) -> float:
        return round(LEFT + across * (number + 0.5), 1)

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)

    chart.ticks = [
        (y(step * number), f"{step * number:,g}") for number in range(round(top / step) + 1)
    ]
    chart.labels = [(x(number), mark.label) for number, mark in enumerate(marks) if mark.label]
    chart.hits = [
        (round(LEFT + across * number, 1), round(across, 1), mark.told)
        for number, mark in enumerate(marks)
    ]
    chart.real = _lines(
        [(x(n), y(m.real)) if m.real is not None else None for n, m in enumerate(marks)]
    )
    chart.expected = _lines(
        [(x(n), y(m.expected)) if m.expected is not None else None for n, m in enumerate(marks)]
    )
    edges = [
        (x(n), y(m.high), y(m.low))
        for n, m in enumerate(marks)
        if m.high is not None and m.low is not None
    ]
    outline = [(at, high) for at, high, _ in edges] + [(at, low) for at, _, low in reversed(edges)]
    chart.band = " ".join(f"{at},{value}" for at, value in outline)
    return chart


def _lines(places: Sequence[tuple[float, float] | None]) -> list[str]:
    """Polylines, one for each run without a gap; a single place becomes a short dash."""
    runs: list[list[str]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(f"{place[0]},{place[1]}")
    alone = [f"{run[0]} {run[0]}" for run in runs if len(run) == 1]
    return [" ".join(run) for run in runs if len(run) > 1] + alone


def _step(largest: float) -> float:
    """A round distance between lines, so that there are about four."""
    rough = max(largest, 1.0) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next((power * f for f in (1, 2, 2.5, 5, 10) if power * f >= rough), power * 10))
