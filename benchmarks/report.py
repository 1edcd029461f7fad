"""Figures of the benchmarks: a table for the terminal, JSON for machines."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, and what it was held against in the same run.

    ratio: value ÷ beside. goal: what the ratio (or, without one, the value) has to be, as text;
    met: whether it is. note: what is not equal work between the two.
    """

    name: str
    what: str
    value: float
    unit: str
    beside: float | None = None
    beside_what: str = ""
    goal: str = ""
    met: bool | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The value in terms of what runs beside it."""
        return None if self.beside is None else self.value / self.beside


def p99(values: Iterable[float]) -> float:
    """The 99th percentile."""
    return quantiles(values, n=100)[98]


def compare(  # one line of the table, named as its columns are
    name: str,
    what: str,
    unit: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    beside_what: str,
    at_most: float | None = None,
    at_least: float | None = None,
    note: str = "",
) -> Figure:
    """The median of our rounds beside the median of theirs, held against one bound or none."""
    value, beside = median(ours), median(theirs)
    ratio, goal, met = value / beside, "", None
    if at_most is not None:
        goal, met = f"≤ {at_most:g}", ratio <= at_most
    if at_least is not None:
        goal, met = f"≥ {at_least:g}", ratio >= at_least
    return Figure(name, what, value, unit, beside, beside_what, goal, met, note)


def table(figures: Iterable[Figure]) -> str:
    """The figures as aligned text."""
    heads = ("#", "what", "measured", "beside it", "ratio", "goal", "")
    rows: list[tuple[str, ...]] = [heads, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _row(figure: Figure) -> tuple[str, ...]:
    beside = "" if figure.beside is None else f"{_short(figure.beside)} {figure.beside_what}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    met = {True: "met", False: "MISSED", None: ""}[figure.met]
    measured = f"{_short(figure.value)} {figure.unit}"
    return (figure.name, figure.what, measured, beside, ratio, figure.goal, met)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def publish(name: str, figures: Sequence[Figure]) -> None:
    """Print the figures and write them as `results/<name>.json`; nothing where there are none."""
    if not figures:
        return
    RESULTS.mkdir(exist_ok=True)
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.platform(),
        "python": platform.python_version(),
        "figures": [{**asdict(figure), "ratio": figure.ratio} for figure in figures],
    }
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    print(table(figures))
