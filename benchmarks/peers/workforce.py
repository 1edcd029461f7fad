"""pyworkforce as a peer: the heads that a list of half-hours takes, and how long that took it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.peers import environment

PACKAGES = ("pyworkforce==0.5.*",)
_PROGRAM = """
import json, sys
from time import process_time
from pyworkforce.queuing import ErlangC

asked = json.load(sys.stdin)
def plan():
    return [
        ErlangC(transactions=contacts, aht=aht / 60, asa=asked["target"] / 60, interval=30,
                shrinkage=asked["shrinkage"])
        .required_positions(asked["level"], asked["occupancy"])["raw_positions"]
        for contacts, aht in asked["cells"]
    ]
plan()
begun = process_time()
heads = plan()
print(json.dumps({"seconds": process_time() - begun, "heads": heads}))
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """Heads by cell, and the processor seconds of its second run, without start-up."""

    seconds: float
    heads: list[int]


def plan(
    cells: Sequence[tuple[float, float]],
    *,
    target: float,
    level: float,
    occupancy: float,
    shrinkage: float,
) -> Plan:
    """Contacts in half an hour and AHT in seconds of each cell. Raises Unavailable."""
    interpreter = environment.python("workforce", PACKAGES)
    asked = {
        "cells": cells,
        "target": target,
        "level": level,
        "occupancy": occupancy,
        "shrinkage": shrinkage,
    }
    return Plan(**environment.answer(interpreter, _PROGRAM, asked))
