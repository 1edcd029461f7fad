"""C5: 400 agents change their states while supervisors watch: how soon, and at what cost?

Each supervisor does what the page's script does: listens, waits a moment after the first
news, and fetches the moving part of the wall. The clock of a change starts before the agent's
request leaves and stops when a supervisor has the drawing with it. The cost is processor time of
everything that Muster runs, while the same changes go on with nobody, one and all watching.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from time import monotonic, sleep
from uuid import UUID

from benchmarks import installation, report
from benchmarks.centre import Centre, seat_centre
from benchmarks.installation import Running, Visitor
from benchmarks.lines import Line, events, open_stream
from benchmarks.report import Figure
from benchmarks.servers import processor_seconds

AGENTS, SUPERVISORS = 400, 20
PHASE_SECONDS = 20.0  # in each of them every agent changes once
REDRAW_SECONDS = 0.3  # as in static/js/wall.js
GOAL_MILLISECONDS, GOAL_SHARE = 1000.0, 0.2
MOVES = frozenset({"agent.state", "agent.changed", "contact.changed", "contact.offered"})


@dataclass
class Changes:
    """Who has changed to what, when, and which wall has shown it when."""

    made: dict[bytes, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def make(self, agent_id: UUID, state: str) -> None:
        """This change begins now."""
        with self._lock:
            self.made[tile(agent_id, state)] = monotonic()

    def note(self, drawing: bytes, known: set[bytes]) -> None:
        """A supervisor who has seen the `known` ones has this drawing now."""
        now = monotonic()
        with self._lock:
            fresh = [(mark, at) for mark, at in self.made.items() if mark not in known]
        shown = [(mark, at) for mark, at in fresh if mark in drawing]
        with self._lock:
            self.waits += [1000 * (now - at) for _, at in shown]
        known.update(mark for mark, _ in shown)


def tile(agent_id: UUID, state: str) -> bytes:
    """How the wall draws an agent in a state."""
    return f'wall-seat-{state}" data-item="{agent_id}"'.encode()


class Watcher:
    """One supervisor's wall."""

    def __init__(self, port: int, slug: str, browser: Visitor, changes: Changes) -> None:
        self._changes, self._known = changes, set[bytes]()
        self._path = f"/portal/{slug}/live"
        self._line = Line(port, browser)
        self._stream = open_stream(port, f"{self._path}/stream", browser.cookie)
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        self.drawn = 0

    def end(self) -> None:
        """Close the page."""
        self._ended.set()
        self._thread.join(30)
        self._stream.close()
        self._line.close()

    def shows_all(self) -> bool:
        """Whether every change so far has been seen."""
        return len(self._known) == len(self._changes.made)

    def _watch(self) -> None:
        self._stream.settimeout(0.05)
        due: float | None = None
        while not self._ended.is_set():
            if self._heard() and due is None:
                due = monotonic() + REDRAW_SECONDS
            if due is not None and monotonic() >= due:
                due = None
                self._redraw()

    def _heard(self) -> bool:
        try:
            data = self._stream.recv(65536)
        except TimeoutError:
            return False
        assert data, "the stream of the wall has ended"
        return any(kind in MOVES for kind, _ in events(data))

    def _redraw(self) -> None:
        answer = self._line.get(f"{self._path}/tiles")
        assert answer.status == 200, answer.status
        self.drawn += 1
        self._changes.note(answer.body, self._known)


@dataclass(frozen=True)
class Phase:
    """What a phase cost and showed: processor seconds of the server, waits in milliseconds."""

    seconds_of_processor: float
    waits: Sequence[float]
    drawn: int
    unseen: int


def main(*, phase_seconds: float = PHASE_SECONDS) -> list[Figure]:
    """Measure all phases and give the figures."""
    with installation.fresh() as muster:
        centre = seat_centre(muster, AGENTS, supervisors=SUPERVISORS)
        phase(muster, centre, "meeting", 1, phase_seconds / 4)  # what is first done is not counted
        nobody = phase(muster, centre, "available", 0, phase_seconds)
        one = phase(muster, centre, "break", 1, phase_seconds)
        everybody = phase(muster, centre, "available", SUPERVISORS, phase_seconds)
    return figures(nobody, one, everybody, phase_seconds)


def figures(nobody: Phase, one: Phase, everybody: Phase, seconds: float) -> list[Figure]:
    """What the phases say."""
    p99 = report.p99(everybody.waits)
    alone = report.p99(one.waits)
    first = one.seconds_of_processor - nobody.seconds_of_processor
    more = (everybody.seconds_of_processor - one.seconds_of_processor) / (SUPERVISORS - 1)
    missed = f"; {everybody.unseen} never shown" if everybody.unseen else ""
    rate = AGENTS / seconds
    return [
        Figure(
            "C5",
            f"change → tile, p99, {AGENTS} agents, {rate:.0f} changes/s, {SUPERVISORS} watch",
            p99,
            "ms",
            alone,
            "ms with one watching",
            goal=f"≤ {GOAL_MILLISECONDS:g} ms",
            met=p99 <= GOAL_MILLISECONDS and not everybody.unseen,
            note=f"the page itself rests {1000 * REDRAW_SECONDS:g} ms first{missed}",
        ),
        Figure(
            "C5",
            "server cost of one more supervisor ÷ the first",
            1000 * more / seconds,
            "ms/s",
            1000 * first / seconds,
            "ms/s the first",
            goal=f"≤ {GOAL_SHARE:g}",
            met=more <= GOAL_SHARE * first,
            note=f"{1000 * nobody.seconds_of_processor / seconds:.0f} ms/s with nobody watching;"
            f" {everybody.drawn / seconds:.0f} drawings/s for {SUPERVISORS},"
            f" {one.drawn / seconds:.1f} for one",
        ),
    ]


def phase(muster: Running, centre: Centre, state: str, watching: int, seconds: float) -> Phase:
    """Let every agent change to `state`, evenly spread, while so many supervisors watch."""
    changes = Changes()
    watchers = [
        Watcher(muster.port, centre.slug, browser, changes)
        for browser in centre.supervisors[:watching]
    ]
    begun = processor_seconds(muster.process)
    _change_all(muster, centre, state, seconds, changes)
    end = monotonic() + 5
    while monotonic() < end and not all(each.shows_all() for each in watchers):
        sleep(0.05)
    cost = processor_seconds(muster.process) - begun
    for each in watchers:
        each.end()
    unseen = watching * len(changes.made) - len(changes.waits)
    return Phase(cost, changes.waits, sum(each.drawn for each in watchers), unseen)


def _change_all(
    muster: Running, centre: Centre, state: str, seconds: float, changes: Changes
) -> None:
    begun, hands = monotonic(), 4

    def some(first: int) -> None:
        for number in range(first, AGENTS, hands):
            sleep(max(0.0, begun + seconds * number / AGENTS - monotonic()))
            desk = centre.desks[number]
            line = Line(muster.port, desk.browser)
            changes.make(desk.agent_id, state)
            answer = line.post("/desk/state", {"state": state, "reason": ""})
            assert answer.status == 200, answer.body
            line.close()

    threads = [Thread(target=some, args=(first,)) for first in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    report.publish("wall", main())
