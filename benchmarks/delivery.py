"""C4: an agent sends; when does the consumer's stream, held by another web process, have it?

Sixteen agents write, each the next message as soon as the one before is acknowledged. Their
connections and the consumers' streams are sorted so that each pair lies in two processes: who
holds a connection is looked up in the system's table. All of them are read by one loop and one
clock. Beside it stands the sender's own acknowledgement.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from time import monotonic
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psutil

from benchmarks import installation, report
from benchmarks.centre import Centre, seat_centre
from benchmarks.installation import QUESTION, Running, Seat
from benchmarks.lines import Line, open_stream, read_answer
from benchmarks.report import Figure
from muster.db import uuid7

WRITERS = 16
ROUNDS, SECONDS = 5, 4.0
PACED_SECONDS = 0.2  # between two messages of one writer, where writers are people
GOAL_MILLISECONDS = 70.0
TRIES = 300
WORDS = "您好，您的订单已经发出，预计明天上午送到。"
MARK = re.compile(rb"<(\d+)>")
WINDOW = re.compile(rb'data-contact="([0-9a-f-]{36})"')


@dataclass
class Pair:
    """A writer's connection, and the stream of the consumer who is written to."""

    seat: Seat
    contact_id: str
    writer: socket.socket
    stream: socket.socket
    number: int = 0
    tail: bytes = b""
    sent_at: float = 0.0
    begun: dict[int, float] = field(default_factory=dict)
    acknowledged: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)

    def send(self) -> None:
        """Write the next message."""
        self.number += 1
        body = {"id": str(uuid4()), "tenant_id": str(self.seat.tenant_id), "kind": "text"}
        data = json.dumps(body | {"body": f"{WORDS} <{self.number}>"}).encode()
        head = (
            f"POST /desk/contacts/{self.contact_id}/messages HTTP/1.1\r\nHost: localhost\r\n"
            f"Cookie: {self.seat.browser.cookie}\r\nX-CSRFToken: {self.seat.browser.csrf}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        self.sent_at = self.begun[self.number] = monotonic()
        self.writer.sendall(head.encode() + data)

    def take_answer(self) -> None:
        """The server has it."""
        data = read_answer(self.writer)
        assert data.startswith(b"HTTP/1.1 201"), data[:300]
        self.acknowledged.append(1000 * (monotonic() - self.sent_at))

    def take_news(self) -> None:
        """The consumer has it."""
        data, now = self.stream.recv(65536), monotonic()
        assert data, "the consumer's stream has ended"
        data, self.tail = self.tail + data, data[-16:]  # a mark may come in two parts
        for number in {int(found) for found in MARK.findall(data)} & self.begun.keys():
            self.arrived.append(1000 * (now - self.begun.pop(number)))


def main() -> list[Figure]:
    """Measure and give the figures."""
    with installation.fresh() as running:
        centre = seat_centre(running, WRITERS, places=1)
        pairs = pair_up(running, centre)
        hurried = [p99s(pairs, SECONDS, 0.0) for _ in range(ROUNDS)]
        people = [p99s(pairs, SECONDS, PACED_SECONDS) for _ in range(ROUNDS)]
    return [
        _figure("16 writers as fast as answers come", hurried, bounded=True),
        _figure(f"16 writers, {1 / PACED_SECONDS:g} messages/s each", people, bounded=False),
    ]


def _figure(what: str, rounds: Sequence[tuple[float, float, float]], *, bounded: bool) -> Figure:
    p99 = median(each[0] for each in rounds)
    rate = median(each[2] for each in rounds)
    return Figure(
        "C4",
        f"send → stream in another process, p99, {what} ({rate:,.0f}/s)",
        p99,
        "ms",
        median(each[1] for each in rounds),
        "ms until acknowledged",
        goal=f"≤ {GOAL_MILLISECONDS:g} ms" if bounded else "",
        met=p99 <= GOAL_MILLISECONDS if bounded else None,
        note="the median of the rounds' p99; the goal is for a quiet machine",
    )


def p99s(pairs: Sequence[Pair], seconds: float, pause: float) -> tuple[float, float, float]:
    """p99 until arrival and until acknowledged, in ms, and messages a second, of one round."""
    for pair in pairs:
        pair.arrived.clear()
        pair.acknowledged.clear()
    write(pairs, seconds, pause)
    arrived = [each for pair in pairs for each in pair.arrived]
    acknowledged = [each for pair in pairs for each in pair.acknowledged]
    assert len(arrived) == len(acknowledged), f"{len(acknowledged)} sent, {len(arrived)} heard"
    return (
        report.p99(arrived),
        report.p99(acknowledged),
        len(arrived) / seconds,
    )


def write(pairs: Sequence[Pair], seconds: float, pause: float) -> None:
    """Let everybody write for a while, then wait until everything has arrived."""
    selector = selectors.DefaultSelector()
    for pair in pairs:
        selector.register(pair.writer, selectors.EVENT_READ, (pair, True))
        selector.register(pair.stream, selectors.EVENT_READ, (pair, False))
    begun = monotonic()
    due = [(begun + pause * n / len(pairs), pair) for n, pair in enumerate(pairs)]
    writing = 0
    while due or writing or any(pair.begun for pair in pairs):
        now = monotonic()
        assert now < begun + seconds + 20, "what was sent did not arrive"
        for _, pair in [each for each in due if each[0] <= now]:
            pair.send()
            writing += 1
        due = [each for each in due if each[0] > now]
        nearest = min((at for at, _ in due), default=now + 1)
        for key, _ in selector.select(max(0.0, nearest - monotonic())):
            pair, answers = key.data
            if not answers:
                pair.take_news()
                continue
            pair.take_answer()
            writing -= 1
            if monotonic() < begun + seconds:
                due.append((pair.sent_at + pause, pair))
    selector.close()


def pair_up(running: Running, centre: Centre) -> list[Pair]:
    """A conversation of each agent, its two lines in different web processes."""
    asked = [_ask(running, centre) for _ in centre.desks]
    pairs = []
    for token, contact_id in asked:
        seat = _take(running, centre, contact_id)
        writer = socket.create_connection(("127.0.0.1", running.port), timeout=30)
        writer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        read_answer(writer)
        elsewhere = holder(running, writer)
        stream = _stream_not_in(running, token, elsewhere)
        pairs.append(Pair(seat, contact_id, writer, stream))
    return pairs


def _stream_not_in(running: Running, token: str, process: int) -> socket.socket:
    for _ in range(TRIES):
        stream = open_stream(running.port, f"/i/{token}/stream", "")
        if holder(running, stream) != process:
            return stream
        stream.close()
    raise TimeoutError("all streams open in one web process")


def holder(running: Running, line: socket.socket) -> int:
    """The id of the web process that has accepted this connection."""
    port = line.getsockname()[1]
    for process in running.process.children(recursive=True):
        try:
            held = process.net_connections("tcp")
        except psutil.Error:  # it has ended meanwhile
            continue
        if any(port in one.raddr[1:] for one in held):  # empty where nobody is connected
            return int(process.pid)
    raise LookupError("no process holds this connection")


def _ask(running: Running, centre: Centre) -> tuple[str, str]:
    """Ask the company; gives the key of the consumer's page, and the contact."""
    guest = installation.visitor(running.app, asker=str(uuid7()))
    line = Line(running.port, guest, **{"X-Forwarded-For": f"10.1.{uuid4().int % 250}.7"})
    form = {"question": QUESTION, "company": centre.slug, "csrf_token": guest.csrf}
    asked = line.send_form("/ask", urlencode(form))
    assert asked.status == 303, asked.body[:2000]
    found = WINDOW.search(line.get(asked.location).body)
    assert found, "the page of the question shows no company"
    line.close()
    return asked.location.rsplit("/i/", 1)[1], found[1].decode()


def _take(running: Running, centre: Centre, contact_id: str) -> Seat:
    """Let the agent to whom it is offered open the contact."""
    end = monotonic() + 20
    while monotonic() < end:
        with running.owner.connect() as connection:
            agent_id = connection.exec_driver_sql(
                "SELECT agent_id FROM contacts WHERE id = %s", (UUID(contact_id),)
            ).scalar()
        if agent_id is not None:
            break
    seat = next(each for each in centre.desks if each.agent_id == agent_id)
    line = Line(running.port, seat.browser)
    answer = line.post(f"/desk/contacts/{contact_id}/opening", {})
    assert answer.status == 204, answer.body
    line.close()
    return seat


if __name__ == "__main__":
    report.publish("delivery", main())
