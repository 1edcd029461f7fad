"""When a figure of the wall turns amber or red, and when an alert is raised: the client's choice.

Times are seconds, shares are per cent. The metrics are those of `queries.Wall`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from muster.supervision.queries import Wall


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure's limits; `low`: it is bad to be below them, not above."""

    label: LazyString
    warn: int
    bad: int
    low: bool = False

    def level(self, value: float | None, warn: int, bad: int) -> str:
        """`warn`, `bad` or nothing for this value."""
        if value is None:
            return ""
        if self.low:
            return "bad" if value < bad else "warn" if value < warn else ""
        return "bad" if value >= bad else "warn" if value >= warn else ""


TILES: Mapping[str, Threshold] = {
    "wait": Threshold(_l("Longest wait (seconds)"), 30, 60),
    "waiting": Threshold(_l("Waiting contacts"), 3, 6),
    "level": Threshold(_l("Service level today (%)"), 80, 60, low=True),
    "answered": Threshold(_l("Answered today (%)"), 97, 90, low=True),
    "abandoned": Threshold(_l("Abandoned today (%)"), 5, 10),
    "csat": Threshold(_l("Satisfaction today (%)"), 85, 70, low=True),
}
ALERTS: Mapping[str, tuple[LazyString, int]] = {
    "waiting_seconds": (_l("A consumer waits longer than (seconds)"), 60),
    "silent_seconds": (_l("An agent has not answered for (seconds)"), 90),
    "transfers": (_l("A conversation was passed on this many times"), 3),
    "break_seconds": (_l("A break or absence longer than (seconds)"), 900),
    "meal_seconds": (_l("A meal longer than (seconds)"), 3600),
}


def limits(chosen: Mapping[str, Any]) -> dict[str, int]:
    """Every limit by name: what the client chose, ours otherwise."""
    tiles = {
        f"{name}_{side}": getattr(tile, side)
        for name, tile in TILES.items()
        for side in ("warn", "bad")
    }
    ours = tiles | {name: limit for name, (_, limit) in ALERTS.items()}
    return ours | {name: int(value) for name, value in chosen.items() if name in ours}


def levels(wall: Wall, chosen: Mapping[str, Any]) -> dict[str, str]:
    """The level of each tile."""
    known = limits(chosen)
    share = wall.answered / wall.offered if wall.offered else None
    values: dict[str, float | None] = {
        "wait": wall.longest_wait_seconds,
        "waiting": wall.waiting,
        "level": _percent(wall.service_level),
        "answered": _percent(share),
        "abandoned": _percent(wall.abandonment),
        "csat": _percent(wall.satisfaction),
    }
    return {
        name: tile.level(values[name], known[f"{name}_warn"], known[f"{name}_bad"])
        for name, tile in TILES.items()
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100
