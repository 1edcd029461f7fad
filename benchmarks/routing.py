"""C3: 500 agents and thousands who wait: decisions, offers to whoever becomes free, and fairness.

One company, five queues and two languages, agents with three places each. The floor beside the
decisions is PostgreSQL handing out bare rows of a queue in batches, with nothing to decide.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.pool import NullPool

from benchmarks import report
from benchmarks.report import Figure
from muster.conversations.models import Queue
from muster.db import uuid7
from muster.identity.models import Person
from muster.routing import clocks, passes
from muster.runtime import embedded, warming
from muster.runtime.schema import upgrade
from muster.settings import Settings
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan

AGENTS, PLACES, QUEUES = 500, 3, 5
LANGUAGES = ("zh", "en")
WAITING, FEW, MANY = 5_000, 1_000, 100_000
FREED = 200
P99_MS, GROWTH = 200.0, 1.3
BATCH = 200
LONGEST_RUN = 2_000  # passes; beyond that something does not move

WAIT = """
INSERT INTO contacts (id, tenant_id, queue_id, channel, origin, language, opening, state,
                      state_since, returned_count, message_count, read_by_agent, read_by_consumer,
                      created_at)
SELECT new_id(), :tenant, q.id, 'chat', 'bench', l.language, 'x', 'queued', now(), 0, 0, 0, 0,
       now() - (random() * 600) * interval '1 second'
FROM generate_series(1, :count) AS g(n)
JOIN (SELECT id, row_number() OVER () AS n FROM queues) q ON q.n = 1 + g.n % :queues
JOIN unnest(CAST(:languages AS text[])) WITH ORDINALITY AS l(language, n)
  ON l.n = 1 + g.n % 2
"""
CLEAR = "TRUNCATE contact_changes, events, contacts CASCADE"
END_OFFERED = "UPDATE contacts SET state = 'closed', agent_slot = NULL WHERE state = 'offered'"
FREE_ONE = """
UPDATE contacts SET state = 'closed', agent_slot = NULL
WHERE id = (SELECT id FROM contacts WHERE state = 'offered' OFFSET :n LIMIT 1) RETURNING agent_id
"""
POP = """
UPDATE floor_queue SET taken = true WHERE id IN (
    SELECT id FROM floor_queue WHERE NOT taken ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED)
"""


def cast(tenant: UUID) -> dict[Any, list[dict[str, Any]]]:
    """One company, its queues, and agents who serve it."""
    plan, lease, now = uuid7(), uuid7(), datetime.now(UTC)
    people, agents = ([uuid7() for _ in range(AGENTS)] for _ in range(2))
    of_tenant = {"tenant_id": tenant}
    no_rules: dict[str, Any] = {
        "offer_seconds": 3000,
        "languages": [],
        "skills": [],
        "opening_hours": {},
    }
    names = {"code": "bench", "name_en": "Bench", "name_zh": "Bench"}
    price = {"price_minor": 1, "currency": "CNY"}
    terms = {"service_window": {}, "languages": ["zh"], "skills": []}
    at_work = {"languages": list(LANGUAGES), "skills": [], "state": "available"}
    of_lease = {"plan_id": plan, "seats": AGENTS, "starts_on": now.date(), "request_key": uuid7()}
    seat = {"lease_id": lease, "assigned_by": people[0]}
    return {
        Tenant: [{"id": tenant, "slug": "bench", "name": "Bench"}],
        Person: [{"id": p, "email": f"{p}@example.com", "name": "Agent"} for p in people],
        SeatPlan: [{"id": plan, **names, **terms, **price}],
        SeatLease: [{"id": lease, "ordered_by": people[0], **of_tenant, **of_lease, **price}],
        Agent: [
            {"id": a, "person_id": p, "display_name": "Agent", "capacity": PLACES}
            | at_work
            | {"state_since": now}
            for a, p in zip(agents, people, strict=True)
        ],
        SeatAssignment: [{"agent_id": a, **seat, **of_tenant} for a in agents],
        Queue: [
            {"name": f"Queue {n}", "priority": n, "is_default": n == 1} | of_tenant | no_rules
            for n in range(1, QUEUES + 1)
        ],
    }


class Bench:
    """A database with the cast in it, and the application over it."""

    def __init__(self, app: Flask, owner: Engine) -> None:
        self.app, self.owner, self.tenant = app, owner, uuid7()
        with owner.begin() as connection:
            for model, rows in cast(self.tenant).items():
                connection.execute(insert(model), rows)

    def do(self, statement: str, **values: Any) -> Any:
        """Run one statement as the owner; gives its first value, if it returns one."""
        known = {name: value for name, value in values.items() if f":{name}" in statement}
        with self.owner.begin() as connection:
            result = connection.execute(text(statement), known)
            return result.scalar() if result.returns_rows else None

    def wait(self, count: int) -> None:
        """Exactly so many wait, and nobody is with an agent."""
        self.do(CLEAR)
        self.do(WAIT, tenant=self.tenant, count=count, queues=QUEUES, languages=list(LANGUAGES))
        self.do("UPDATE agents SET state = 'available', state_since = now(), seen_at = now()")
        with self.owner.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))

    def run(self) -> bool:
        """One pass; whether it wants another."""
        with self.app.app_context():
            return passes.run([self.tenant])

    def count(self, state: str) -> int:
        """How many contacts stand so."""
        return int(self.do("SELECT count(*) FROM contacts WHERE state = :state", state=state))


def main() -> list[Figure]:
    """Measure everything and give the figures."""
    with bench() as it:
        few, many = offers_to_the_freed(it, FEW), offers_to_the_freed(it, MANY)
        usual = offers_to_the_freed(it, WAITING)
        growth = median(many) / median(few)
        p99 = report.p99(usual)
        wrong, took = a_long_run(it)
        return [
            decisions(it),
            Figure(
                "C3b",
                f"agent free → offer committed, p99, {WAITING:,} waiting",
                p99,
                "ms",
                goal=f"≤ {P99_MS:g} ms",
                met=p99 <= P99_MS,
            ),
            Figure(
                "C3c",
                f"the same, median: {MANY:,} waiting ÷ {FEW:,}",
                median(many),
                "ms",
                median(few),
                "ms",
                f"≤ {GROWTH:g}",
                growth <= GROWTH,
            ),
            Figure(
                "C3d",
                f"given twice, never, or stuck, of {MANY:,} ({MANY / took:,.0f}/s)",
                wrong,
                "",
                goal="0",
                met=wrong == 0,
            ),
        ]


@contextmanager
def bench() -> Iterator[Bench]:
    """Everything that is needed, in a folder that is gone afterwards."""
    with (
        embedded.scratch_postgres() as url,
        tempfile.TemporaryDirectory(prefix="muster-bench-") as folder,
        embedded.redis(Path(folder)) as redis,
    ):
        values = {"MUSTER_DATA": folder, "DATABASE_URL": url, "REDIS_URL": redis}
        os.environ.update(values)
        upgrade(Settings.from_environment(values))
        from wsgi import app  # noqa: PLC0415 — reads the environment that was just set

        warming.share()  # as web processes do: what is loaded is not collected again and again
        yield Bench(app, create_engine(url, poolclass=NullPool))


def decisions(it: Bench) -> Figure:
    """Offers per second while all agents are free, beside bare rows handed out."""
    ours, floor = [], []
    for _ in range(3):
        it.wait(WAITING)
        begun = perf_counter()
        while it.run() and it.count("offered") < AGENTS * PLACES:
            pass
        ours.append(it.count("offered") / (perf_counter() - begun))
        floor.append(bare_rows(it))
    what = f"routing decisions, {AGENTS} agents, {WAITING:,} waiting"
    note = "ours finds who fits, keeps places, history and events of each"
    return report.compare("C3a", what, "/s", ours, floor, beside_what="/s bare rows", note=note)


def bare_rows(it: Bench) -> float:
    """Rows per second that PostgreSQL hands out in batches."""
    it.do("DROP TABLE IF EXISTS floor_queue")
    it.do("CREATE TABLE floor_queue (id int PRIMARY KEY, taken boolean NOT NULL)")
    it.do("INSERT INTO floor_queue SELECT n, false FROM generate_series(1, 5000) n")
    rounds = AGENTS * PLACES // BATCH
    begun = perf_counter()
    for _ in range(rounds):
        it.do(POP, batch=BATCH)
    return rounds * BATCH / (perf_counter() - begun)


def offers_to_the_freed(it: Bench, count: int) -> list[float]:
    """Milliseconds from a place that becomes free to its offer's commit, again and again."""
    it.wait(count + AGENTS * PLACES)
    while it.count("offered") < AGENTS * PLACES:
        it.run()
    times = []
    for _ in range(FREED):
        agent: UUID = it.do(FREE_ONE, n=random.randrange(AGENTS))
        begun = perf_counter()
        it.run()
        times.append((perf_counter() - begun) * 1000)
        assert agent is not None
    assert it.count("offered") == AGENTS * PLACES, "somebody who became free got no offer"
    return times


def a_long_run(it: Bench) -> tuple[int, float]:
    """Give out MANY contacts; how many came twice, never, or were stuck; and the seconds."""
    it.wait(MANY)
    begun = perf_counter()
    for _ in range(LONGEST_RUN):
        it.run()
        it.do(END_OFFERED)
        if not it.count("queued"):
            break
    took = perf_counter() - begun
    offers = "SELECT count(*) FROM contact_changes WHERE state = 'offered'"
    twice = int(it.do(offers)) - int(
        it.do(offers.replace("count(*)", "count(DISTINCT contact_id)"))
    )
    with it.app.app_context():
        return twice + it.count("queued") + len(clocks.stuck()), took


if __name__ == "__main__":
    report.publish("routing", main())
