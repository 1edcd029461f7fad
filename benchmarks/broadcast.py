"""A2 and A3: one question to a hundred companies, over HTTP and into their agents' open streams.

A2 beside pgbench's one statement that fans out to 100 bare rows. A3 beside the same number of
rows inserted and one Redis publish heard by one reader, with nothing of ours between them.
"""

from __future__ import annotations

from functools import partial
from statistics import quantiles
from time import monotonic, sleep
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
from redis import Redis
from sqlalchemy import text

from benchmarks import installation, pgbench, report, wrk
from benchmarks.installation import QUESTION, Running, Seat
from benchmarks.lines import Line, listen
from benchmarks.readers import Readers
from benchmarks.report import Figure
from muster.db import uuid7
from muster.urls import for_libpq

COMPANIES = 100
ROUNDS = 5
SECONDS = 4.0
VISITORS = 3000
ASKED = 40
QUIET_P99_MS = 150.0

FAN_OUT = """INSERT INTO floor_fan (tenant_id, body)
SELECT gen_random_uuid(), 'question' FROM generate_series(1, 100);
"""
FAN_TABLE = """CREATE TABLE floor_fan (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL, body text NOT NULL)"""


def main() -> list[Figure]:
    """Measure both and give the figures."""
    with installation.fresh(INVITE_LIMIT=str(COMPANIES)) as running:
        seats = installation.seat_companies(running, COMPANIES)
        with running.owner.begin() as connection:
            connection.execute(text(FAN_TABLE))
        reach = _reach(running, seats)
        return [*reach, _rate(running)]


def _rate(running: Running) -> Figure:
    asking = installation.questions(running, VISITORS)
    ours, floor = [], []
    for _ in range(ROUNDS):
        load = wrk.post(running.port, asking, seconds=SECONDS)
        assert load.errors == 0, f"{load.errors} questions failed"
        ours.append(load.per_second)
        floor.append(pgbench.rate(running, FAN_OUT, connections=16, seconds=SECONDS))
    return report.compare(
        "A2",
        f"broadcast to {COMPANIES} companies over HTTP, 16 connections",
        "/s",
        ours,
        floor,
        beside_what="/s pgbench fan-out",
        at_least=0.2,
        note="ours matches, writes a contact, an invitation and an event a company, and routes",
    )


def _reach(running: Running, seats: list[Seat]) -> list[Figure]:
    readers = Readers()
    for seat in seats:
        shake = partial(listen, path="/desk/stream", cookie=seat.browser.cookie)
        readers.connect(running.port, 1, shake)
    waits: list[float] = []
    for _ in range(ASKED):
        begun = monotonic()
        _ask(running)
        arrived = readers.watch(b"contact.queued", 20, wanted=len(seats))
        assert len(arrived) == len(seats), f"{len(arrived)} of {len(seats)} streams were told"
        waits += [1000 * (at - begun) for at in arrived]
        readers.pump(0.3)
    readers.close()
    bare = [_bare(running) for _ in range(ASKED)]
    p50, p99 = _percentiles(waits)
    bare_p50, bare_p99 = _percentiles(bare)
    return [
        report.compare(
            "A3", "POST → in 100 streams, p50", "ms", [p50], [bare_p50], beside_what="ms bare"
        ),
        report.compare(
            "A3",
            "POST → in 100 streams, p99",
            "ms",
            [p99],
            [bare_p99],
            beside_what="ms bare",
            at_most=2.5,
            note=f"on a quiet machine also below {QUIET_P99_MS:g} ms",
        ),
    ]


def _percentiles(waits: list[float]) -> tuple[float, float]:
    cuts = quantiles(waits, n=100)
    return cuts[49], cuts[98]


def _ask(running: Running) -> None:
    guest = installation.visitor(running.app, asker=str(uuid7()))
    line = Line(running.port, guest, **{"X-Forwarded-For": f"10.1.{uuid4().int % 250}.7"})
    form = {"question": QUESTION, "csrf_token": guest.csrf}
    answer = line.send_form("/ask", urlencode(form))
    assert answer.status == 303, answer.body[:2000]
    line.close()


def _bare(running: Running) -> float:
    """Milliseconds from the insert of as many rows to one reader's hearing of one publish."""
    redis = Redis.from_url(running.settings.redis_url)
    listener = redis.pubsub()  # type: ignore[no-untyped-call] # redis
    listener.subscribe("floor")
    listener.get_message(timeout=1)
    with psycopg.connect(for_libpq(running.settings.database_url), autocommit=True) as connection:
        connection.execute("SELECT 1")
        sleep(0.02)
        begun = monotonic()
        for _ in range(3):
            connection.execute(FAN_OUT)
        redis.publish("floor", "x" * 200)
        while listener.get_message(timeout=1) is None:
            pass
        took = 1000 * (monotonic() - begun)
    listener.close()
    return took


if __name__ == "__main__":
    report.publish("broadcast", main())
