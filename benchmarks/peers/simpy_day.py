"""simpy as a peer: the same day with the same contacts, by a process for each of them."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.peers import environment
from muster.staffing.day import Day
from muster.staffing.simulation import Drawn

PACKAGES = ("simpy==4.*",)
_PROGRAM = """
import json, sys
from time import process_time
import simpy

asked = json.load(sys.stdin)

def day():
    env = simpy.Environment()
    free = simpy.Store(env)
    outcome = []

    def agent(starts, ends):
        yield env.timeout(starts)
        yield free.put(ends)

    def contact(came, service, patience):
        yield env.timeout(came)
        limit = env.timeout(patience)
        while True:
            wanted = free.get()
            yield wanted | limit
            if not wanted.triggered:
                wanted.cancel()
                outcome.append((False, env.now - came))
                return
            ends = wanted.value
            if env.now < ends:
                break
        outcome.append((True, env.now - came))
        yield env.timeout(service)
        if env.now < ends:
            yield free.put(ends)

    for span in asked["spans"]:
        env.process(agent(*span))
    for one in asked["contacts"]:
        env.process(contact(*one))
    env.run()
    return outcome

begun = process_time()
outcome = day()
seconds = process_time() - begun
answered = sum(one for one, _ in outcome)
waited = sum(wait for _, wait in outcome)
print(json.dumps({"seconds": seconds, "answered": answered, "waited": waited}))
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """Processor seconds of the run, without start-up; contacts answered, seconds waited by all."""

    seconds: float
    answered: int
    waited: float


def run(day: Day, drawn: Drawn) -> Ran:
    """Let simpy answer these contacts with the day's agents. Raises Unavailable."""
    interpreter = environment.python("simpy", PACKAGES)
    contacts = zip(drawn.arrivals, drawn.services, drawn.patiences, strict=True)
    asked = {
        "spans": [(span.starts, span.ends) for span in day.spans()],
        "contacts": [tuple(map(float, one)) for one in contacts],
    }
    return Ran(**environment.answer(interpreter, _PROGRAM, asked))
