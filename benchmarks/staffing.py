"""B1: the staffing plan of a day, 40 queues by 48 half-hours, beside pyworkforce's.

Both are timed inside their process in processor time, so that what else runs on the machine
counts little: from the volumes as Python lists to heads with service level, occupancy and P(wait)
for each cell, in turn. Theirs computes a cell at a time, as its interface asks for; ours all cells
at once. How exact ours is, is told beside it: the largest relative error of P(wait), service level
and mean wait against the same formulas in 40 digits.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from math import exp
from statistics import median
from time import process_time
from typing import Any

import mpmath

from benchmarks import report
from benchmarks.peers import workforce
from benchmarks.peers.environment import Unavailable
from benchmarks.report import Figure
from muster.staffing.answers import answer_all
from muster.staffing.plans import Plan, plan
from muster.staffing.questions import Question, ask

ROUNDS = 5
QUEUES, HALF_HOURS = 40, 48
TARGET, LEVEL, OCCUPANCY, SHRINKAGE = 20.0, 0.8, 0.85, 0.3
PATIENCE = 180.0
AT_LEAST = 12
EVERY = 8  # of the cells is computed in 40 digits
mpmath.mp.dps = 40

Cell = tuple[float, float]


def cells() -> list[Cell]:
    """Contacts in half an hour and AHT: two peaks a day, at the first of 10 to 1,000 contacts."""
    draw = random.Random(1920)
    found = []
    for _ in range(QUEUES):
        peak, aht = 10 * 100 ** draw.random(), draw.uniform(120, 480)
        for half_hour in range(HALF_HOURS):
            hour = half_hour / 2
            shape = exp(-(((hour - 10.5) / 3) ** 2)) + 0.8 * exp(-(((hour - 16) / 3) ** 2)) + 0.02
            found.append((peak * shape * draw.uniform(0.9, 1.1), aht))
    return found


def main() -> list[Figure]:
    """Measure and give the figures."""
    asked = cells()
    return [_time(asked), *_exactness(asked), _unstable()]


def _ours(asked: Sequence[Cell]) -> Plan:
    contacts, aht = zip(*asked, strict=True)
    return plan(
        [2 * one for one in contacts],
        list(aht),
        target_seconds=TARGET,
        service_level=LEVEL,
        max_occupancy=OCCUPANCY,
        shrinkage=SHRINKAGE,
    )


def _time(asked: Sequence[Cell]) -> Figure:
    what = f"{len(asked)}-cell plan, Erlang C: pyworkforce ÷ ours"
    try:
        rounds = [(_theirs(asked), _timed(lambda: _ours(asked))) for _ in range(ROUNDS)]
    except Unavailable as reason:
        ours = median(_timed(lambda: _ours(asked)) for _ in range(ROUNDS))
        note = f"pyworkforce is not to be had here: {reason}"
        return Figure("B1", what, 1000 * ours, "ms", goal=f"≥ {AT_LEAST}", note=note)
    mine = _ours(asked).seated.tolist()
    same = sum(int(m) == t for m, t in zip(mine, rounds[0][0].heads, strict=True))
    return report.compare(
        "B1",
        what,
        "ms theirs",
        [1000 * theirs.seconds for theirs, _ in rounds],
        [1000 * ours for _, ours in rounds],
        beside_what="ms ours",
        at_least=AT_LEAST,
        note=f"the same heads in {same} of {len(asked)} cells; where not, theirs start one higher",
    )


def _theirs(asked: Sequence[Cell]) -> workforce.Plan:
    return workforce.plan(
        asked, target=TARGET, level=LEVEL, occupancy=OCCUPANCY, shrinkage=SHRINKAGE
    )


def _timed(work: Callable[[], object]) -> float:
    work()  # theirs is warm, too
    begun = process_time()
    work()
    return process_time() - begun


def _exactness(asked: Sequence[Cell]) -> list[Figure]:
    seated = _ours(asked).seated
    some = [(2 * c, aht, int(n)) for (c, aht), n in zip(asked, seated, strict=True)][::EVERY]
    wide = [
        (load * 20.0, 180.0, n) for load, n in ((995.3, 1000), (9_990.7, 10_000), (99_990, 100_000))
    ]
    found = []
    for model, goal, exact in (("C", 1e-12, _erlang_c), ("A", 1e-9, _erlang_a)):
        sizes = [*some, *wide] if model == "C" else [*some, *wide[:2]]
        worst = max(
            _error(answer, exact(*one))
            for one, answer in zip(sizes, _answers(model, sizes), strict=True)
        )
        what = f"Erlang {model}: largest relative error of {len(sizes)} cells"
        what += f", up to {sizes[-1][2]:,} agents"
        found.append(Figure("B1", what, worst, "", goal=f"≤ {goal:g}", met=worst <= goal))
    return found


def _answers(model: str, sizes: Sequence[tuple[float, float, int]]) -> list[Any]:
    return answer_all([_question(model, rate, aht, agents) for rate, aht, agents in sizes])


def _question(model: str, rate: float, aht: float, agents: int) -> Question:
    given = {"rate_per_hour": rate, "aht_seconds": aht, "agents": agents, "target_seconds": TARGET}
    patience = {"patience_seconds": PATIENCE} if model == "A" else {}
    return ask({"model": model, **given, **patience})


def _error(answer: Mapping[str, float], right: Mapping[str, mpmath.mpf]) -> float:
    return max(float(abs(answer[name] / value - 1)) for name, value in right.items())


def _blocking(agents: int, load: mpmath.mpf) -> mpmath.mpf:
    inverse = mpmath.mpf(1)
    for k in range(1, agents + 1):
        inverse = 1 + inverse * k / load
    return 1 / inverse


def _erlang_c(rate: float, aht: float, agents: int) -> dict[str, mpmath.mpf]:
    load = mpmath.mpf(rate) * mpmath.mpf(aht) / 3600
    blocked = _blocking(agents, load)
    waits = agents * blocked / (agents - load * (1 - blocked))
    drain = (agents - load) / mpmath.mpf(aht)
    level = 1 - waits * mpmath.exp(-drain * mpmath.mpf(TARGET))
    return {"p_wait": waits, "service_level": level, "asa_seconds": waits / drain}


def _erlang_a(rate: float, aht: float, agents: int) -> dict[str, mpmath.mpf]:
    arrivals, theta = mpmath.mpf(rate) / 3600, 1 / mpmath.mpf(PATIENCE)
    x, y, t = agents / mpmath.mpf(aht) / theta, arrivals / theta, mpmath.mpf(TARGET)
    above, lost = _sums(x, y)
    full = 1 / (1 / _blocking(agents, arrivals * mpmath.mpf(aht)) + above)
    left = y * mpmath.exp(-theta * t)
    later = full * mpmath.exp(y - left - x * theta * t) * (x / y) * _sums(x, left)[0]
    abandon = full * lost / y
    return {
        "p_wait": full * (1 + above),
        "p_abandon": abandon,
        "service_level": 1 - abandon - later,
    }


def _sums(x: mpmath.mpf, y: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
    term, total, weighted, j = mpmath.mpf(1), mpmath.mpf(0), mpmath.mpf(0), 0
    while x + j <= y or (j + 1) * term > mpmath.mpf(10) ** -40:
        j += 1
        term *= y / (x + j)
        total += term
        weighted += j * term
    return total, weighted


def _unstable() -> Figure:
    """Every load that reaches the agents: P(wait), which is 1, and whether it is said."""
    asked = [(n * 20.0 * more, 180.0, n) for n in (1, 14, 1000, 100_000) for more in (1, 1.3, 50)]
    answers = _answers("C", asked)
    right = all(one["p_wait"] == 1 and not one["stable"] and "note" in one for one in answers)
    what = f"P(wait) in {len(asked)} systems whose load reaches their agents, named unstable"
    return Figure(
        "B1", what, min(one["p_wait"] for one in answers), "", goal="exactly 1", met=right
    )


if __name__ == "__main__":
    report.publish("staffing", main())
