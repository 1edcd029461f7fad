"""Values from elsewhere that the formulas are held against.

Each is a model, contacts an hour, AHT, patience, agents and target in seconds, then what the
source says and to which precision.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from muster.staffing.questions import ask

R_PACKAGE = "the tests of the R package ErlangC"
PYWORKFORCE = "the tests of pyworkforce"
QUEUING_SYSTEM = "the tests of queuingSystem"
CLAUSTHAL = "the web calculator of TU Clausthal"
PALM = "Mandelbaum and Zeltyn, The Palm/Erlang-A Queue (2005), table of the introduction"


@dataclass(frozen=True)
class Value:
    """One published value of one measure."""

    given: dict[str, str]
    metric: str
    value: float
    precision: float
    source: str


def _value(
    model: str, numbers: str, metric: str, value: float, precision: float, source: str
) -> Value:
    """numbers: contacts an hour, AHT, patience, agents and target, with - for none."""
    names = ("rate_per_hour", "aht_seconds", "patience_seconds", "agents", "target_seconds")
    told = {k: v for k, v in zip(names, numbers.split(), strict=True) if v != "-"}
    return Value({"model": model, **told}, metric, value, precision, source)


TYPED = (
    _value("C", "200 180 - 11 20", "p_wait", 0.6821182, 5e-8, R_PACKAGE),
    _value("C", "200 180 - 11 20", "asa_seconds", 122.78127684408, 1e-6, R_PACKAGE),
    _value("C", "200 180 - 14 20", "service_level", 0.88835002, 5e-9, R_PACKAGE),
    _value("C", "200 180 - 14 20", "p_immediate", 0.82586807, 5e-9, R_PACKAGE),
    _value("C", "200 180 - 14 20", "occupancy", 0.7142857, 5e-8, R_PACKAGE),
    _value("B", "60 60 - 1 -", "p_block", 0.5, 5e-7, PYWORKFORCE),
    _value("B", "360000 0.2 - 10 -", "p_block", 0.5379631686320729, 1e-12, QUEUING_SYSTEM),
    _value("C", "25200 1 - 9 -", "lq", 1.3473148295486905, 1e-7, QUEUING_SYSTEM),
    _value("C", "25200 1 - 9 -", "l", 8.34731482954869, 1e-7, QUEUING_SYSTEM),
    _value("A", "360 240 300 28 -", "p_state[n=30]", 0.03655086716188359, 1e-10, QUEUING_SYSTEM),
    _value("A", "360 240 300 28 -", "sojourn_seconds", 241.36665236767, 1e-9, QUEUING_SYSTEM),
    _value("A", "360 240 30 25 -", "p_abandon", 0.09759081562546817, 1e-9, QUEUING_SYSTEM),
    _value("A", "210 180 300 9 -", "asa_seconds", 56.62, 0.01, CLAUSTHAL),
    _value("A", "2880 60 120 50 12.5", "p_wait_gt_target", 0.1, 0.001, PALM),
    _value("A", "2880 60 120 50 -", "p_abandon", 0.031, 0.0005, PALM),
    _value("A", "2880 60 120 50 -", "occupancy", 0.93, 0.005, PALM),
)


def folder() -> Path:
    """Where the reference data are; skips the test where nobody has said."""
    told = os.environ.get("MUSTER_REFERENCE_DATA")
    if told is None:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    return Path(told) / "erlang"


def rows(name: str) -> list[dict[str, str]]:
    """The lines of one of the reference tables."""
    with (folder() / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def question(row: dict[str, str]) -> Any:
    """The question that a line of reference.csv answers."""
    names = {
        "model": "model",
        "arrival_rate_per_hour": "rate_per_hour",
        "aht_seconds": "aht_seconds",
        "patience_seconds": "patience_seconds",
        "agents": "agents",
        "target_seconds": "target_seconds",
        "finite_room_K": "finite_room",
    }
    given: dict[str, str | float] = {told: row[column] for column, told in names.items()}
    states: tuple[float, ...] = ()
    if row["metric"].startswith("p_state[n="):
        states = (float(row["metric"][10:-1]),)
    if row["metric"].startswith("agents_required@sl"):
        given["service_level"] = row["metric"].removeprefix("agents_required@sl")
    return ask(given, states)
