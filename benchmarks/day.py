"""C7: a day of a big contact centre, replayed as fast as it goes.

One in ONE_IN of the day's 520,000 conversations, hour by hour in its curve: in each hour so many
are under way at once as its load says, and each begins as soon as one has ended. People take no
time here: every next step is done at once. A consumer asks, sees the page and opens its stream;
the agent hears of the offer by the desk's stream and opens it. Then, of an online service: an
answer, a word of thanks, closed. Of a call's worth: the agent looks at what is known, each side
writes four times, wrap-up, closed.
"""

from __future__ import annotations

import json
import random
import re
import selectors
import socket
from collections import defaultdict
from collections.abc import Sequence
from threading import Condition, Event, Lock, Thread
from time import monotonic
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks import curve, installation, report
from benchmarks.centre import Centre, seat_centre
from benchmarks.installation import QUESTION, Running, Seat
from benchmarks.lines import Answer, Line, events, open_stream
from benchmarks.report import Figure
from benchmarks.servers import processor_seconds
from muster.db import uuid7

ONE_IN = 650
AT_ONCE = 16
AGENTS = 40  # with three places each; the real centre's 400 need their time to think and type
TURNS = 4
PATIENCE_SECONDS = 60.0
TIMES_AT_LEAST, P99_AT_MOST = 20.0, 250.0
WINDOW = re.compile(rb'data-contact="([0-9a-f-]{36})"')
WORDS = "您好，我们今天下午三点可以上门，请问您方便吗？"


class Figures:
    """How long each kind of request took."""

    def __init__(self) -> None:
        self._took: dict[str, list[float]] = defaultdict(list)
        self._lock = Lock()

    def note(self, kind: str, milliseconds: float) -> None:
        """One more."""
        with self._lock:
            self._took[kind].append(milliseconds)

    def p99(self) -> float:
        """Of all requests together."""
        return report.p99([each for kind in self._took.values() for each in kind])

    def worst(self) -> tuple[str, float]:
        """The kind with the highest p99, and that."""
        each = {kind: report.p99(took) for kind, took in self._took.items()}
        kind = max(each, key=lambda name: each[name])
        return kind, each[kind]

    def count(self) -> int:
        """How many."""
        return sum(map(len, self._took.values()))


class Desks:
    """The open desks of all agents: who is offered which contact."""

    def __init__(self, port: int, seats: Sequence[Seat]) -> None:
        self._offered: dict[str, Seat] = {}
        self._changed = Condition()
        self._ended = Event()
        self._selector = selectors.DefaultSelector()
        self._tails: dict[socket.socket, bytes] = {}
        for seat in seats:
            stream = open_stream(port, "/desk/stream", seat.browser.cookie)
            self._selector.register(stream, selectors.EVENT_READ, seat)
            self._tails[stream] = b""
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def who_has(self, contact_id: str) -> Seat:
        """The agent to whom this contact is offered, once one is."""
        with self._changed:
            told = self._changed.wait_for(lambda: contact_id in self._offered, PATIENCE_SECONDS)
            assert told, "a contact was offered to nobody"
            return self._offered.pop(contact_id)

    def end(self) -> None:
        """Close them."""
        self._ended.set()
        self._thread.join(10)
        for stream in self._tails:
            stream.close()

    def _listen(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select(0.2):
                self._read(key.fileobj, key.data)  # type: ignore[arg-type]  # our sockets

    def _read(self, stream: socket.socket, seat: Seat) -> None:
        whole, _, self._tails[stream] = (self._tails[stream] + stream.recv(65536)).rpartition(b"\n")
        for kind, line in events(whole):
            if kind != "contact.offered":
                continue
            told = json.loads(line.partition(b":")[2])
            if told["payload"]["agent_id"] == str(seat.agent_id):
                with self._changed:
                    self._offered[told["contact_id"]] = seat
                    self._changed.notify_all()


class Player:
    """One conversation after the other, both sides of it."""

    def __init__(self, running: Running, centre: Centre, desks: Desks, figures: Figures) -> None:
        self._running, self._centre = running, centre
        self._desks, self._figures = desks, figures
        self._agent = Line(running.port, centre.desks[0].browser)

    def play(self, *, call: bool) -> None:
        """One conversation from the question to its end."""
        consumer, page = self._ask()
        found = WINDOW.search(page.body)
        assert found, "the page of the question shows no company"
        contact_id = found[1].decode()
        seat = self._desks.who_has(contact_id)
        self._agent.become(seat.browser)
        path = f"/desk/contacts/{contact_id}"
        self._note("open", self._agent.post(f"{path}/opening", {}))
        if call:
            self._note("window", self._agent.get(path))
            self._note("background", self._agent.get(f"{path}/background"))
        for _ in range(TURNS if call else 1):
            said = {"id": str(uuid4()), "tenant_id": str(seat.tenant_id), "body": WORDS}
            self._note("agent's message", self._agent.post(f"{path}/messages", said))
            said = {"id": str(uuid4()), "body": WORDS}
            back = f"{self._page}/contacts/{contact_id}/messages"
            self._note("consumer's message", consumer.post(back, said))
        if call:
            self._note("wrap-up", self._agent.post(f"{path}/wrap-up", {}))
        how = {"disposition_id": str(self._centre.disposition_id)}
        self._note("close", self._agent.post(f"{path}/closure", how))
        self._stream.close()
        consumer.close()

    def _ask(self) -> tuple[Line, Answer]:
        guest = installation.visitor(self._running.app, asker=str(uuid7()))
        address = ".".join(str(random.randint(1, 250)) for _ in range(4))
        consumer = Line(self._running.port, guest, **{"X-Forwarded-For": address})
        form = {"question": QUESTION, "company": self._centre.slug, "csrf_token": guest.csrf}
        asked = self._note("ask", consumer.send_form("/ask", urlencode(form)))
        self._page = asked.location[asked.location.index("/i/") :]
        page = self._note("page", consumer.get(self._page))
        begun = monotonic()
        self._stream = open_stream(self._running.port, f"{self._page}/stream", guest.cookie)
        self._figures.note("stream", 1000 * (monotonic() - begun))
        return consumer, page

    def _note(self, kind: str, answer: Answer) -> Answer:
        assert answer.status < 400, f"{kind}: {answer.status} {answer.body[:500]!r}"
        self._figures.note(kind, answer.milliseconds)
        return answer


def main(one_in: int = ONE_IN) -> list[Figure]:
    """Replay and give the figures."""
    hours = curve.sample(one_in, AT_ONCE)
    with installation.fresh() as running:
        centre = seat_centre(running, AGENTS)
        desks = Desks(running.port, centre.desks)
        figures = Figures()
        replay(hours[-1:], [Player(running, centre, desks, Figures())])  # what is first done
        players = [
            Player(running, centre, desks, figures)
            for _ in range(max(hour.at_once for hour in hours))
        ]
        before = processor_seconds(running.process)
        seconds = replay(hours, players)
        processor = processor_seconds(running.process) - before
        desks.end()
    return told(hours, one_in, seconds, processor, figures)


def told(
    hours: Sequence[curve.Hour], one_in: int, seconds: float, processor: float, figures: Figures
) -> list[Figure]:
    """What the replay says."""
    count = sum(hour.calls + hour.services for hour in hours)
    times, p99 = curve.times_as_fast(one_in, seconds), figures.p99()
    worst, its_p99 = figures.worst()
    sampled = f"one in {one_in} of the day's {curve.CALLS + curve.SERVICES:,}, in its curve"
    return [
        Figure(
            "C7",
            f"a day's replay: times faster than the day ({sampled})",
            times,
            "×",
            goal=f"≥ {TIMES_AT_LEAST:g} ×",
            met=times >= TIMES_AT_LEAST,
            note=f"{count} conversations in {seconds:.0f} s, {count / seconds:.0f}/s,"
            f" {figures.count() / seconds:.0f} requests/s,"
            f" {1000 * processor / count:.0f} ms of processor each; {AGENTS} desks open",
        ),
        Figure(
            "C7",
            "the same, p99 of every request",
            p99,
            "ms",
            goal=f"≤ {P99_AT_MOST:g} ms",
            met=p99 <= P99_AT_MOST,
            note=f"the slowest kind, {worst}: {its_p99:.0f} ms",
        ),
    ]


def replay(hours: Sequence[curve.Hour], players: Sequence[Player]) -> float:
    """Play the hours one after the other; gives how many seconds that took."""
    begun = monotonic()
    for hour in hours:
        left, failed = list(reversed(curve.interleaved(hour))), list[BaseException]()
        threads = [
            Thread(target=_work, args=(player, left, failed))
            for player in players[: min(hour.at_once, len(left))]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
    return monotonic() - begun


def _work(player: Player, left: list[bool], failed: list[BaseException]) -> None:
    try:
        while not failed:
            player.play(call=left.pop())
    except IndexError:  # nothing is left
        return
    except Exception as error:  # noqa: BLE001 — whatever it is, the replay has failed
        failed.append(error)


if __name__ == "__main__":
    report.publish("day", main())
