"""B8: 1,000 people are called in, answer and arrive, while two boards are open.

A client activates its reserve over HTTP. Whoever is called says yes (or no) by the link of the call
and then that they are at their desk, over 8 connections as fast as answers come; whoever says no is
replaced, whoever arrives is seated. The client's board and the operator's listen meanwhile and are
drawn anew as the page's script does it. The clock of an answer starts before its request leaves; it
stops when its event has come over the stream, and when a drawing counts it. Beside it, in the same
run: one UPDATE and one bare publication for each answer, over as many connections.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import psycopg
import redis
from sqlalchemy import TextClause, insert, text

from benchmarks import installation, report
from benchmarks.centre import Centre, seat_centre
from benchmarks.installation import Running, Visitor
from benchmarks.lines import Line, open_stream
from benchmarks.report import Figure
from muster.activation import links
from muster.capacity.models import Reservation
from muster.db import uuid7
from muster.urls import for_libpq

PEOPLE, SPARE = 1000, 100
HANDS = 8
NO_EVERY = 20  # every twentieth cannot come
REDRAW_SECONDS = 0.4  # as in static/js/board.js
PATIENCE_SECONDS = 120.0
P99_MILLISECONDS = 1000.0
EVENT = re.compile(rb"^id: (\d+)\r?\ndata: .*\"kind\":\"activation\.moved\"", re.MULTILINE)
COUNTED = re.compile(rb'data-count="(coming|seated)">([\d,]+)<')

T = TypeVar("T")
HIRE = text("""
WITH made AS (
    INSERT INTO people (id, email, name, locale)
    SELECT gen_random_uuid(), 'reserve-' || n || '@example.com', 'Reserve ' || n, 'zh'
    FROM generate_series(1, :count) n RETURNING id, name
), hired AS (
    INSERT INTO agents (id, person_id, display_name, languages, skills, capacity, state,
                        state_reason, state_since)
    SELECT gen_random_uuid(), id, name, '{zh}', '{reserve}', 3, 'offline', '', now() FROM made
    RETURNING id
), reached AS (
    INSERT INTO agent_addresses (id, agent_id, kind, address, position)
    SELECT gen_random_uuid(), id, 'sms', '+8613900000001', 1 FROM hired
)
INSERT INTO certifications (id, tenant_id, agent_id, certified_at, expires_at, source)
SELECT gen_random_uuid(), :tenant, id, now(), now() + interval '90 days', 'course' FROM hired
""")
CONFIRM = text("""
WITH confirmed AS (UPDATE people SET email_confirmed_at = now())
INSERT INTO staff_memberships (id, person_id, role)
SELECT gen_random_uuid(), person_id, 'operations' FROM memberships WHERE tenant_id = :tenant
RETURNING person_id
""")
CALLED = text("""
SELECT count(*) FILTER (WHERE p.called_at IS NOT NULL) AS called,
       (SELECT count(*) FROM call_messages m WHERE m.tenant_id = :tenant
         AND m.sent_at IS NULL AND m.kept_at IS NULL) AS waiting
FROM called_people p WHERE p.tenant_id = :tenant
""")
PERSONS = text("SELECT id FROM called_people WHERE tenant_id = :tenant ORDER BY id")
WRITTEN = text("""
SELECT id, answered_at AS at, 'answered' AS what, state <> 'declined' AS comes FROM called_people
WHERE tenant_id = :tenant AND answered_at IS NOT NULL
UNION ALL
SELECT id, arrived_at, 'arrived', true FROM called_people
WHERE tenant_id = :tenant AND arrived_at IS NOT NULL ORDER BY at
""")
TOLD = text("""
SELECT id, created_at FROM events
WHERE tenant_id = :tenant AND kind = 'activation.moved' ORDER BY created_at
""")


class Board:
    """An open board: when each event came, and how many were coming at each drawing."""

    def __init__(self, port: int, browser: Visitor, stream_path: str, path: str) -> None:
        self.came: dict[int, float] = {}
        self.drawn: list[tuple[float, int]] = []
        self.seated = 0
        self._path, self._line = path, Line(port, browser)
        self._stream = open_stream(port, stream_path, browser.cookie)
        self._news, self._ended = Event(), Event()
        self._threads = [Thread(target=each, daemon=True) for each in (self._listen, self._look)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Close the page."""
        self._ended.set()
        self._news.set()
        for thread in self._threads:
            thread.join(30)
        self._stream.close()
        self._line.close()

    def _listen(self) -> None:
        self._stream.settimeout(0.2)
        rest = b""
        while not self._ended.is_set():
            try:
                data = self._stream.recv(65536)
            except TimeoutError:
                continue
            assert data, "the stream of a board has ended"
            now, (whole, _, rest) = monotonic(), (rest + data).rpartition(b"\n\n")
            found = EVENT.findall(whole)
            self.came.update((int(number), now) for number in found)
            if found:
                self._news.set()

    def _look(self) -> None:
        while self._news.wait() and not self._ended.is_set():
            sleep(REDRAW_SECONDS)
            self._news.clear()
            answer = self._line.get(self._path)
            assert answer.status == 200, answer.status
            found = COUNTED.findall(answer.body)
            counts = {key: int(count.replace(b",", b"")) for key, count in found}
            self.seated = counts[b"seated"]
            self.drawn.append((monotonic(), counts[b"coming"]))


@dataclass(frozen=True, slots=True)
class Said:
    """When each request left, by person and by what it said, and how long all of them took."""

    sent: dict[tuple[UUID, str], float]
    seconds: float


@dataclass(frozen=True, slots=True)
class Lags:
    """Milliseconds from a request until its event had come, and until a drawing counted it."""

    told: list[float]
    drawn: list[float]


def run() -> list[Figure]:
    """Call, answer, seat; then the floor, with as many answers."""
    with installation.fresh() as running:
        centre = seat_centre(running, 1, supervisors=1)
        reservation = _reserve(running, centre)
        begun = monotonic()
        activation = _activate(running, centre, reservation)
        _wait(lambda: _called(running, centre)[0] >= PEOPLE)
        called = monotonic() - begun
        _wait(lambda: _called(running, centre) == (PEOPLE, 0))
        handed = monotonic() - begun
        boards = _boards(running, centre, activation)
        said = _answer_all(running, centre)
        answered = monotonic()
        arrived = sum(what == "arrived" for _, what in said.sent)
        _wait(lambda: all(board.seated >= arrived for board in boards))
        settled = monotonic() - answered
        for board in boards:
            board.end()
        lags = [_lags(running, centre, board, said) for board in boards]
        floor = _floor(running, said)
    return _figures(said, called, handed, settled, lags, floor)


def _figures(
    said: Said, called: float, handed: float, settled: float, lags: list[Lags], floor: Said
) -> list[Figure]:
    rate, bare = len(said.sent) / said.seconds, len(floor.sent) / floor.seconds
    beside = report.p99([1000 * wait for wait in floor.sent.values()])
    told = max(report.p99(each.told) for each in lags)
    drawn = max(report.p99(each.drawn) for each in lags)
    goal = f"≤ {P99_MILLISECONDS:g} ms"
    after = f"all on the boards {settled:.1f} s after the last answer"
    return [
        Figure("B8", f"{PEOPLE:,} people called: rows and messages written", PEOPLE / called, "/s",
               note=f"all messages handed over after {handed:.1f} s"),
        Figure("B8", f"answers and arrivals over HTTP, {HANDS} connections", rate, "/s", bare,
               "/s one UPDATE and one publication each", note=after),
        Figure("B8", "answer → event on both boards, p99", told, "ms", beside,
               "ms UPDATE and bare publication", goal=goal, met=told <= P99_MILLISECONDS),
        Figure("B8", "answer → drawn on both boards, p99", drawn, "ms", goal=goal,
               met=drawn <= P99_MILLISECONDS,
               note=f"the page itself rests {1000 * REDRAW_SECONDS:g} ms first"),
    ]  # fmt: skip


def _reserve(running: Running, centre: Centre) -> UUID:
    """People who can be called, and a reservation of all but the spare ones."""
    today, reservation = datetime.now(UTC).date(), uuid7()
    with running.owner.begin() as connection:
        connection.execute(HIRE, {"count": PEOPLE + SPARE, "tenant": centre.tenant_id})
        owner = connection.execute(CONFIRM, {"tenant": centre.tenant_id}).scalar_one()
        connection.execute(
            insert(Reservation).values(
                id=reservation, tenant_id=centre.tenant_id, number=1, state="active",
                kind="guaranteed", seats=PEOPLE, skills=["reserve"], languages=["zh"],
                ramp=[{"seats": PEOPLE, "minutes": 15}], starts_on=today - timedelta(days=1),
                ends_on=today + timedelta(days=30), weekly_window={}, time_zone="Asia/Shanghai",
                avoid_hazard_zones=[], avoid_sites=[], copy_factor=8, hold_price_minor=100_000,
                use_price_minor=6_000, currency="CNY", request_key=uuid7(), ordered_by=owner,
            )
        )  # fmt: skip
    return reservation


def _activate(running: Running, centre: Centre, reservation: UUID) -> UUID:
    line = Line(running.port, centre.supervisors[0])
    until = datetime.now(UTC) + timedelta(hours=20)
    wish = {"key": str(uuid7()), "seats": str(PEOPLE), "reason": "Announcement", "ceiling": "",
            "until_at": f"{until:%Y-%m-%dT%H:%M}", "at_ceiling": "warn"}  # fmt: skip
    answer = line.send_form(f"/portal/{centre.slug}/activations/new/{reservation}", urlencode(wish))
    assert answer.status == 303, answer.body
    line.close()
    return UUID(answer.location.rpartition("/")[2])


def _boards(running: Running, centre: Centre, activation: UUID) -> list[Board]:
    browser, portal = centre.supervisors[0], f"/portal/{centre.slug}/activations"
    ops = f"/ops/activations/{activation}"
    return [
        Board(running.port, browser, f"{portal}/stream", f"{portal}/{activation}/board"),
        Board(running.port, browser, f"{ops}/stream", f"{ops}/board"),
    ]


def _answer_all(running: Running, centre: Centre) -> Said:
    """Everybody answers, and who comes says so again at the desk."""
    secret = running.settings.secret_key
    people = [row.id for row in _rows(running, centre, PERSONS)]
    waiting = deque(enumerate(people, 1))
    sent: dict[tuple[UUID, str], float] = {}

    def hand() -> None:
        line = Line(running.port, installation.visitor(running.app))
        for number, person in _each(waiting):
            comes = bool(number % NO_EVERY)
            call = f"/calls/{links.make(centre.tenant_id, person, secret)}"
            sent[person, "answered"] = monotonic()
            _post(line, f"{call}/answer", f"comes={'yes' if comes else 'no'}")
            if comes:
                sent[person, "arrived"] = monotonic()
                _post(line, f"{call}/arrival", "")
        line.close()

    begun = monotonic()
    _at_once(hand)
    return Said(sent, monotonic() - begun)


def _each(waiting: deque[T]) -> Iterator[T]:
    """What is left, for whoever comes first."""
    while True:
        try:
            yield waiting.popleft()
        except IndexError:
            return


def _post(line: Line, path: str, body: str) -> None:
    answer = line.send_form(path, body)
    assert answer.status == 303, (answer.status, answer.body)


def _at_once(hand: Callable[[], None]) -> None:
    hands = [Thread(target=hand) for _ in range(HANDS)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()


def _lags(running: Running, centre: Centre, board: Board, said: Said) -> Lags:
    """Answers are found by their moment: an event is written right after its answer."""
    events = iter(_rows(running, centre, TOLD))
    told, drawn, coming = [], [], 0
    for row in _rows(running, centre, WRITTEN):
        sent = said.sent[row.id, row.what]
        event = next(each for each in events if each.created_at >= row.at)
        told.append(1000 * (board.came[event.id] - sent))
        if row.what == "answered" and row.comes:
            coming += 1
            shown = next(at for at, count in board.drawn if count >= coming)
            drawn.append(1000 * (shown - sent))
    return Lags(told, drawn)


def _floor(running: Running, said: Said) -> Said:
    """The same answers by a bare UPDATE and a bare publication; `sent` holds the waits."""
    with running.owner.begin() as connection:
        connection.execute(text("CREATE TABLE floor_calls AS SELECT * FROM called_people"))
        connection.execute(text("CREATE UNIQUE INDEX ON floor_calls (id)"))
    client = redis.Redis.from_url(running.settings.redis_url)
    heard = client.pubsub()  # type: ignore[no-untyped-call] # redis
    heard.subscribe("floor")
    heard.get_message(timeout=5)
    waiting = deque(said.sent)
    sent: dict[bytes, tuple[tuple[UUID, str], float]] = {}
    waits: dict[tuple[UUID, str], float] = {}

    def hand() -> None:
        with psycopg.connect(for_libpq(running.settings.database_url), autocommit=True) as line:
            for key in _each(waiting):
                person, what = key
                sent[f"{person} {what}".encode()] = (key, monotonic())
                line.execute("UPDATE floor_calls SET answered_at = now() WHERE id = %s", [person])
                client.publish("floor", f"{person} {what}")

    def listen() -> None:
        while len(waits) < len(said.sent):
            message = heard.get_message(timeout=5)
            assert message is not None, "a publication was lost"
            key, begun = sent[message["data"]]
            waits[key] = monotonic() - begun

    ear = Thread(target=listen)
    ear.start()
    begun = monotonic()
    _at_once(hand)
    seconds = monotonic() - begun
    ear.join()
    return Said(waits, seconds)


def _called(running: Running, centre: Centre) -> tuple[int, int]:
    """How many are called, and how many messages are not handed over."""
    row = _rows(running, centre, CALLED)[0]
    return row.called, row.waiting


def _rows(running: Running, centre: Centre, query: TextClause) -> Sequence[Any]:
    with running.owner.begin() as connection:
        return connection.execute(query, {"tenant": centre.tenant_id}).all()


def _wait(done: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE_SECONDS
    while not done():
        assert monotonic() < end, "it did not come to an end"
        sleep(0.05)


if __name__ == "__main__":
    report.publish("roll_call", run())
