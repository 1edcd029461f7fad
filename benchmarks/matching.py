"""A5: matching a question to the best 20 of 2,549 real and of 100,000 made companies.

Every round asks all real questions once of each side, in turn. Beside it runs the same search
as the owner of the database, whom no policy binds. The made companies have the kinds, facts,
prices and fame of the real ones, so that what a question asks for is met by forty times as
many companies.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from statistics import quantiles
from time import perf_counter

from flask import Flask

from benchmarks import companies, report
from benchmarks.report import Figure
from marketplace.matching.queries import search

CHOSEN = 20
MADE = int(os.environ.get("MUSTER_BENCH_COMPANIES", "100000"))
ROUNDS = 5
WARM_UP = 50
LIKE_OWNER, GROWTH = 1.3, 3.0

Round = dict[str, list[float]]


def run() -> list[Figure]:
    """The figures, or none where the reference data is not there."""
    folder = companies.reference_data()
    if folder is None:
        print(f"matching: skipped, {companies.DATA} is not set")
        return []
    documents = companies.directory(folder)
    dialogues = companies.lines(folder / companies.DIALOGUES)
    questions = [dialogue["messages"][0]["content"] for dialogue in dialogues]
    made = companies.Maker(documents).make(MADE)
    with companies.indexed(documents) as real, companies.indexed(made) as many:
        sides = {
            "real": real.app,
            "real unbound": real.unbound,
            "made": many.app,
            "made unbound": many.unbound,
        }
        for app in sides.values():
            measure(app, questions[:WARM_UP])
        rounds = [_round(sides, questions) for _ in range(ROUNDS)]
    return [*_figures(rounds, len(documents)), *_quietest(rounds, len(documents))]


def _round(sides: dict[str, Flask], questions: Sequence[str]) -> Round:
    """Milliseconds of each question by side; the sides take turns at every question."""
    taken: Round = {name: [] for name in sides}
    for question in questions:
        for name, app in sides.items():
            taken[name] += measure(app, [question])
    return taken


def measure(app: Flask, questions: Sequence[str]) -> list[float]:
    """Milliseconds that each search takes, with its transactions."""
    taken = []
    with app.app_context():
        for question in questions:
            begun = perf_counter()
            search(question, limit=CHOSEN)
            taken.append(1000 * (perf_counter() - begun))
    return taken


def _figures(rounds: Sequence[Round], real: int) -> list[Figure]:
    found = []
    for name, percent in (("p50", 50), ("p99", 99)):
        sides = {side: [_percentile(one[side], percent) for one in rounds] for side in rounds[0]}
        for side, what in (("real", f"{real:,} real"), ("made", f"{MADE:,} made")):
            found.append(
                report.compare(
                    "A5",
                    f"best {CHOSEN} of {what} companies, {name}",
                    "ms",
                    sides[side],
                    sides[f"{side} unbound"],
                    beside_what="ms without policies",
                    at_most=LIKE_OWNER,
                )
            )
        found.append(
            report.compare(
                "A5",
                f"from {real:,} to {MADE:,} companies, {name}",
                "ms",
                sides["made"],
                sides["real"],
                beside_what=f"ms at {real:,}",
                at_most=GROWTH,
            )
        )
    return found


def _quietest(rounds: Sequence[Round], real: int) -> list[Figure]:
    """What a search takes by itself: the best round of each question."""
    found = []
    for side, count in (("real", real), ("made", MADE)):
        best = [min(taken) for taken in zip(*(one[side] for one in rounds), strict=True)]
        for name, percent in (("p50", 50), ("p99", 99)):
            what = f"one of {count:,}, best of {ROUNDS} rounds, {name}"
            found.append(Figure("A5", what, _percentile(best, percent), "ms"))
    return found


def _percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1]


if __name__ == "__main__":
    report.publish("matching", run())
