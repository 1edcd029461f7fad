"""C2: an agent's inbox of 25 rows, beside request-tracker5's list, and as the archive grows.

The list holds five conversations of the agent's own and twenty that wait, each with its last
message, beside an archive of closed ones. Both over 16 connections, two web processes each, on
the same PostgreSQL, in turn. Not equal: ours reads each row's last message and three counts, and
lets routing look after those who wait; theirs gives three fields of a row, and its archive is
empty.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, insert, text
from sqlalchemy.pool import NullPool

from benchmarks import installation, report, wrk
from benchmarks.centre import Centre, seat_centre
from benchmarks.installation import QUESTION, Running
from benchmarks.peers import request_tracker
from benchmarks.peers.environment import Unavailable
from benchmarks.report import Figure
from muster.conversations.models import Contact, Message
from muster.db import uuid7

ROUNDS, SECONDS = 3, 4.0
AGENTS, OWN, WAITING = 16, 5, 20
FEW, MANY = 1_000, 1_000_000
TICKETS = 50
AT_LEAST, GROWTH = 6.0, 1.3
WHAT = f"inbox of {OWN + WAITING}, 16 connections"

# Ids as they would have been made then: milliseconds first.
ARCHIVE = text("""
WITH day AS (
    SELECT n, now() - n * interval '20 seconds' AS at
    FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
), contact AS (
    INSERT INTO contacts (id, tenant_id, queue_id, channel, origin, language, opening, state,
                          state_since, agent_id, first_agent_id, returned_count, message_count,
                          last_message_at, read_by_agent, read_by_consumer, created_at, opened_at,
                          first_answer_at, closed_at, disposition_id)
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
            || substr(md5(n::text), 1, 20))::uuid,
           :tenant, :queue, 'chat', 'bench', 'zh', :words, 'closed', at, agent, agent, 0, 1, at, 1,
           1, at, at, at, at, :disposition
    FROM day CROSS JOIN LATERAL (
        SELECT (CAST(:agents AS uuid[]))[1 + n % cardinality(CAST(:agents AS uuid[]))] AS agent) a
    RETURNING id, tenant_id, agent_id, created_at
)
INSERT INTO messages (id, tenant_id, contact_id, number, author_kind, author_id, author_name, kind,
                      body, payload, created_at)
SELECT id, tenant_id, id, 1, 'agent', agent_id, 'Agent', 'text', :words, '{}', created_at
FROM contact
""")


def main(many: int = MANY) -> list[Figure]:
    """Measure everything and give the figures."""
    with installation.fresh() as running:
        centre = seat_centre(running, AGENTS, places=OWN)
        fill(running, centre)
        looks = requests(running, centre)
        archive(running, centre, 1, FEW)
        few = [wrk.post(running.port, looks, seconds=SECONDS) for _ in range(ROUNDS)]
        try:
            with (
                tempfile.TemporaryDirectory(prefix="muster-bench-") as folder,
                request_tracker.serving(
                    running.settings.database_url, Path(folder), tickets=TICKETS
                ) as (port, listing),
            ):
                figure = beside(running.port, looks, port, listing)
        except Unavailable as reason:
            rate = median(each.per_second for each in few)
            note = f"request-tracker5 is not to be had here: {reason}"
            figure = Figure("C2", WHAT, rate, "/s", goal=f"≥ {AT_LEAST:g}", note=note)
        archive(running, centre, FEW + 1, many)
        centre.begin_anew(running)  # nobody looked meanwhile: all conversations went back to wait
        fill(running, centre)
        looks = requests(running, centre)
        grown = [wrk.post(running.port, looks, seconds=SECONDS) for _ in range(ROUNDS)]
    return [figure, growth(few, grown, many)]


def beside(port: int, looks: Sequence[wrk.Request], peer: int, listing: wrk.Request) -> Figure:
    """Rounds of both, in turn."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(wrk.post(port, looks, seconds=SECONDS))
        theirs.append(wrk.post(peer, [listing], seconds=SECONDS))
    failed = [sum(load.errors for load in side) for side in (ours, theirs)]
    assert failed == [0, 0], f"{failed[0]} of ours failed, {failed[1]} of theirs"
    return report.compare(
        "C2",
        WHAT,
        "/s",
        [each.per_second for each in ours],
        [each.per_second for each in theirs],
        beside_what="/s request-tracker5",
        at_least=AT_LEAST,
        note=f"at {FEW:,} conversations; theirs three fields a row of {TICKETS} tickets",
    )


def growth(few: Sequence[wrk.Load], grown: Sequence[wrk.Load], many: int) -> Figure:
    """How much slower the same list is once the archive has grown."""
    assert not sum(load.errors for load in (*few, *grown)), "some lists failed"
    return report.compare(
        "C2",
        f"the same, p50: {many:,} conversations ÷ {FEW:,}",
        "ms",
        [each.p50 for each in grown],
        [each.p50 for each in few],
        beside_what="ms",
        at_most=GROWTH,
    )


def fill(running: Running, centre: Centre) -> None:
    """Give each agent OWN open conversations, and let WAITING wait; each with two messages."""
    held: list[dict[str, Any]] = [
        {"state": "active", "agent_id": desk.agent_id, "agent_slot": slot}
        for desk in centre.desks
        for slot in range(1, OWN + 1)
    ]
    waits: dict[str, Any] = {"state": "queued", "agent_id": None, "agent_slot": None}
    whose: dict[str, Any] = {"tenant_id": centre.tenant_id, "queue_id": centre.queue_id}
    said: dict[str, Any] = {
        "origin": "bench",
        "language": "zh",
        "opening": QUESTION,
        "message_count": 2,
    }
    contacts = [
        {"id": uuid7(), "state_since": text("now()"), **whose, **said, **each}
        for each in [*held, *([waits] * WAITING)]
    ]
    with running.owner.begin() as connection:
        for contact in contacts:
            connection.execute(insert(Contact).values(**contact))
        connection.execute(
            insert(Message), [_message(each["id"], centre, n) for each in contacts for n in (1, 2)]
        )


def _message(contact_id: UUID, centre: Centre, number: int) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "tenant_id": centre.tenant_id,
        "contact_id": contact_id,
        "number": number,
        "author_kind": "consumer",
        "author_name": "",
        "body": QUESTION,
        "payload": {},
    }


def archive(running: Running, centre: Centre, first: int, last: int) -> None:
    """Add closed conversations number `first` to `last`, with a message each."""
    values = {
        "tenant": centre.tenant_id,
        "queue": centre.queue_id,
        "disposition": centre.disposition_id,
        "agents": [desk.agent_id for desk in centre.desks],
        "words": QUESTION,
    }
    with running.owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no checks
        connection.execute(ARCHIVE, {**values, "first": first, "last": last})
    owner = create_engine(
        running.settings.database_url, poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    with owner.connect() as connection:
        connection.execute(text("VACUUM (ANALYZE) contacts"))
        connection.execute(text("VACUUM (ANALYZE) messages"))
        connection.execute(text("CHECKPOINT"))


def requests(running: Running, centre: Centre) -> list[wrk.Request]:
    """The list of each agent; sees to it that each has as many rows as it should."""
    looks = [
        wrk.Request("/desk/inbox?list=waiting", "", {"Cookie": desk.browser.cookie}, "GET")
        for desk in centre.desks
    ]
    for look in looks:
        told = json.loads(wrk.once(running.port, look)[1])
        assert (len(told["mine"]), len(told["others"])) == (OWN, WAITING), told
    return looks


if __name__ == "__main__":
    report.publish("inbox", main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY))
