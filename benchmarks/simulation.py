"""B6: a simulated day of 10,000 contacts and up to 1,100 agents, beside simpy.

Both answer the same drawn contacts with the same agents, who come and go with the half-hours;
simpy by a process for each contact, as its manual shows it, ours by one step a contact. That both
did the same is checked by their outcome. Timed is the run itself, without drawing and start-up, in
processor time, so that what else runs on the machine counts little.

The second part is held against exact Erlang A: a steady load on 1,100 agents, twenty runs, of
each the 10,000 contacts or so after the first three quarters of an hour.
"""

from __future__ import annotations

from math import exp
from time import process_time

from benchmarks import report
from benchmarks.peers import simpy_day
from benchmarks.peers.environment import Unavailable
from benchmarks.report import Figure
from muster.staffing import simulation
from muster.staffing.answers import answer
from muster.staffing.day import Day, Duration
from muster.staffing.estimates import estimate
from muster.staffing.questions import ask

ROUNDS = 5
RUNS = 20
AT_LEAST = 10
MOST_AGENTS = 1_100
CONTACTS = 10_000
AHT, PATIENCE, TARGET = 600.0, 300.0, 20.0
WARM, STEADY = 2_700.0, 5_400.0


def surge() -> Day:
    """The day of an announcement: most of its contacts come within two hours."""
    shape = [exp(-(((half_hour / 2 - 10) / 0.45) ** 2)) + 0.01 for half_hour in range(48)]
    contacts = [CONTACTS * part / sum(shape) for part in shape]
    agents = [min(MOST_AGENTS, int(0.36 * each) + 3) for each in contacts]
    return Day(1800, tuple(contacts), tuple(agents), Duration(AHT), Duration(PATIENCE))


def main() -> list[Figure]:
    """Measure and give the figures."""
    return [_speed(), *_exactness()]


def _speed() -> Figure:
    day = surge()
    drawn = simulation.draw(day, seed=6)
    most = max(day.agents)
    what = f"day of {drawn.arrivals.size:,} contacts, up to {most:,} agents: simpy ÷ ours"
    ours, theirs = [], []
    try:
        for _ in range(ROUNDS):
            peer = simpy_day.run(day, drawn)
            theirs.append(1000 * peer.seconds)
            begun = process_time()
            outcome = simulation.serve(day, drawn)
            ours.append(1000 * (process_time() - begun))
            assert peer.answered == outcome.answered.sum(), "not the same day"
            assert abs(peer.waited - outcome.waits.sum()) < 1e-3, "not the same waits"
    except Unavailable as reason:
        begun = process_time()
        simulation.serve(day, drawn)
        took, note = 1000 * (process_time() - begun), f"simpy is not to be had here: {reason}"
        return Figure("B6", what, took, "ms", goal=f"≥ {AT_LEAST}", note=note)
    note = f"both answered {outcome.answer_rate():.2%}, waits alike to a thousandth of a second"
    return report.compare(
        "B6", what, "ms simpy", theirs, ours, beside_what="ms ours", at_least=AT_LEAST, note=note
    )


def _exactness() -> list[Figure]:
    rate = CONTACTS * 3600 / STEADY
    intervals = int((WARM + STEADY + AHT) / 900)
    day = Day(
        900,
        (rate / 4,) * intervals,
        (MOST_AGENTS,) * intervals,
        Duration(AHT),
        Duration(PATIENCE),
    )
    runs = [simulation.run(day, seed).between(WARM, WARM + STEADY) for seed in range(RUNS)]
    given = {"rate_per_hour": rate, "aht_seconds": AHT, "agents": MOST_AGENTS}
    targets = {"patience_seconds": PATIENCE, "target_seconds": TARGET}
    exact = answer(ask({"model": "A", **given, **targets}))
    measures = (
        ("abandonment", "%", 100, exact["p_abandon"], [1 - one.answer_rate() for one in runs]),
        ("mean wait", "s", 1, exact["asa_seconds"], [one.mean_wait_seconds() for one in runs]),
    )
    found = []
    for name, unit, factor, right, values in measures:
        seen = estimate([factor * value for value in values])
        what = f"{name} of {RUNS} runs, ± {seen.margin:.2g}, beside exact Erlang A"
        goal, met = "in the 95 % interval", seen.covers(factor * right)
        beside = f"{unit} exact"
        found.append(Figure("B6", what, seen.mean, unit, factor * right, beside, goal, met))
    return found


if __name__ == "__main__":
    report.publish("simulation", main())
