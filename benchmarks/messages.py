"""A1: post a message, the whole path, beside a bare endpoint that writes one in one round trip.

Ours signs the agent in, checks the rights, refuses the wrong company, counts the message, keeps
an event and pushes it to every open page. The floor only inserts. Both are two gevent processes
of gunicorn on the same PostgreSQL, with fsync on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import text

from benchmarks import installation, report, servers, wrk
from benchmarks.installation import Running, Seat
from benchmarks.report import Figure
from muster.db import uuid7

ROUNDS = 5
SECONDS = 4.0
AGENTS = 16
WORDS = "您好，您的订单已经发出，预计明天上午送到。"

TABLES = """
CREATE TABLE floor_contacts (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, messages int NOT NULL);
CREATE TABLE floor_messages (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, contact_id uuid NOT NULL
    REFERENCES floor_contacts, number int NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
ALTER TABLE floor_contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE floor_messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON floor_contacts USING
    (tenant_id = (SELECT current_setting('floor.tenant', true))::uuid);
CREATE POLICY own ON floor_messages USING
    (tenant_id = (SELECT current_setting('floor.tenant', true))::uuid);
GRANT SELECT, INSERT, UPDATE ON floor_contacts, floor_messages TO muster_app;
"""


def main() -> list[Figure]:
    """Measure both in turn and give the figures."""
    with installation.fresh() as running, _floor(running) as floor_port:
        seats = installation.seat_companies(running, AGENTS)
        contacts = installation.open_contacts(running, seats)
        ours = [message(s, c) for s, c in zip(seats, contacts, strict=True)]
        floor = [_bare(running, s) for s in seats]
        rounds = [_round(running.port, ours, floor_port, floor) for _ in range(ROUNDS)]
    return [
        report.compare(
            "A1",
            "post a message, whole path, 16 connections",
            "/s",
            [one.per_second for one, _ in rounds],
            [two.per_second for _, two in rounds],
            beside_what="/s bare",
            at_least=0.6,
        )
    ]


def _round(
    port: int, ours: list[wrk.Request], floor_port: int, floor: list[wrk.Request]
) -> tuple[wrk.Load, wrk.Load]:
    one = wrk.post(port, ours, seconds=SECONDS)
    two = wrk.post(floor_port, floor, seconds=SECONDS)
    assert one.errors == 0, f"{one.errors} of our posts failed"
    assert two.errors == 0, f"{two.errors} of the floor's posts failed"
    return one, two


def message(seat: Seat, contact_id: UUID) -> wrk.Request:
    """An agent's message to a contact, as the desk posts it."""
    body = {"id": "%UUID%", "tenant_id": str(seat.tenant_id), "kind": "text", "body": WORDS}
    return wrk.Request(
        f"/desk/contacts/{contact_id}/messages",
        json.dumps(body, ensure_ascii=False),
        {
            "Content-Type": "application/json",
            "Cookie": seat.browser.cookie,
            "X-CSRFToken": seat.browser.csrf,
        },
    )


def _bare(running: Running, seat: Seat) -> wrk.Request:
    contact_id = uuid7()
    with running.owner.begin() as connection:
        connection.execute(
            text("INSERT INTO floor_contacts VALUES (:id, :tenant, 0)"),
            {"id": contact_id, "tenant": seat.tenant_id},
        )
    body = {
        "id": "%UUID%",
        "tenant": str(seat.tenant_id),
        "contact": str(contact_id),
        "body": WORDS,
    }
    return wrk.Request(
        "/messages",
        json.dumps(body, ensure_ascii=False),
        {"Content-Type": "application/json"},
    )


@contextmanager
def _floor(running: Running) -> Iterator[int]:
    with running.owner.begin() as connection:
        connection.execute(text(TABLES))
    port = servers.free_port()
    environ = servers.environment(
        FLOOR_DATABASE_URL=running.settings.app_database_url, PORT=str(port)
    )
    command = [sys.executable, "-m", "gunicorn", "-c", "python:benchmarks.floors.gunicorn_conf"]
    process = subprocess.Popen(
        [*command, "benchmarks.floors.one_trip_app:app"], env=environ, cwd=servers.ROOT
    )
    try:
        servers.wait_listening(port, process)
        yield port
    finally:
        servers.stop(process)


if __name__ == "__main__":
    report.publish("messages", main())
