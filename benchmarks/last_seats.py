"""B2: 64 companies buy the last seats of one pool over HTTP, again and again.

Each run has a pool of its own with fewer seats than are asked for. First buyers hold as fast as
answers come, then the pool is sold out and each is told what is short and what would be a yes.
After every run the books are read: nothing may be promised twice. Beside it, with as many
connections: pgbench with `SELECT … FOR UPDATE` on one row, and the health page of the same server
as a bare "hello".
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from statistics import median
from urllib.parse import quote_plus
from uuid import UUID

from sqlalchemy import insert, text

from benchmarks import installation, pgbench, report, wrk
from benchmarks.installation import Running, Seat
from benchmarks.report import Figure
from muster.capacity import hours
from muster.capacity.models import Derivation, Pool, PoolWeek
from muster.db import uuid7
from muster.tenancy.models import Membership

BUYERS, SEATS_EACH = 64, 1
RUNS = int(os.environ.get("MUSTER_BENCH_RUNS", "100"))
SECONDS = 1.0
TIMES = 5  # both in turn: one hot row goes by fits and starts
MANY, LAST = 1_000_000, 48
WAVES = 20  # at most, until a pool is sold out
HOLDS_AT_LEAST, ANSWERS_AT_LEAST = 0.4, 0.3
BASE = hours.monday(datetime.now(UTC).date()) + timedelta(weeks=1)
HOT_ROW = "BEGIN; SELECT n FROM hot_row FOR UPDATE; UPDATE hot_row SET n = n + 1; COMMIT;"

OVERSOLD = text("""
SELECT COALESCE(sum(greatest(h.promised - h.supply, 0)), 0)
FROM capacity_weeks w, unnest(w.promised, w.supply) AS h (promised, supply)
""")
BOOKS_APART = text("""
SELECT count(*) FROM capacity_weeks w, LATERAL (
    SELECT COALESCE(sum(a.seats[10]), 0) AS living FROM standby_allocations a
    WHERE a.pool_id = w.pool_id AND a.week_on = w.week_on AND a.released_at IS NULL) b
WHERE w.promised[10] <> b.living
""")


def run() -> list[Figure]:
    """Oversold seats over all runs, and both rates beside their floors."""
    with installation.fresh(OFFER_SECONDS="600") as running:
        buyers = installation.seat_companies(running, BUYERS)
        _let_buy(running, buyers)
        _settle(running)
        with running.owner.begin() as connection:
            connection.execute(text("CREATE TABLE hot_row AS SELECT 0 AS n"))
        hello = _hello(running)
        _rate(running, buyers, _pool(running, LAST), told=True)  # what is first done is not counted
        floors, holds = zip(
            *((_hot_row(running), _rate(running, buyers, _pool(running, MANY)))
              for _ in range(TIMES)),
            strict=True,
        )  # fmt: skip
        answers = [_rate(running, buyers, _pool(running, LAST), told=True) for _ in range(RUNS)]
        with running.owner.begin() as connection:
            oversold = int(connection.execute(OVERSOLD).scalar_one())
            apart = int(connection.execute(BOOKS_APART).scalar_one())
            sold = int(connection.execute(SOLD, {"last": LAST}).scalar_one())
    assert apart == 0, f"{apart} weeks are not the sum of what lives"
    assert sold == (RUNS + 1) * LAST, f"{sold} of {(RUNS + 1) * LAST} last seats were sold"
    return [
        Figure("B2", f"seats oversold, {BUYERS} companies, {RUNS} runs", oversold, "",
               goal="0", met=oversold == 0),
        report.compare("B2", "holds over HTTP while there are seats", "/s", holds, floors,
                       beside_what="/s pgbench, one hot row", at_least=HOLDS_AT_LEAST),
        report.compare("B2", "answers over HTTP once sold out", "/s", [median(answers)], [hello],
                       beside_what="/s health page", at_least=ANSWERS_AT_LEAST),
    ]  # fmt: skip


SOLD = text("""
SELECT COALESCE(sum(w.promised[10]), 0) FROM capacity_weeks w WHERE w.supply[10] = :last
""")
SOLD_OF = text("""
SELECT COALESCE(max(w.promised[10]), 0) FROM capacity_weeks w
JOIN capacity_pools p ON p.id = w.pool_id WHERE p.abilities = ARRAY[:skill]
""")


def _let_buy(running: Running, buyers: list[Seat]) -> None:
    with running.owner.begin() as connection:
        connection.execute(
            insert(Membership),
            [{"tenant_id": b.tenant_id, "person_id": b.person_id, "role": "owner"}
             for b in buyers],
        )  # fmt: skip
        connection.execute(text("UPDATE people SET email_confirmed_at = now()"))


def _settle(running: Running) -> None:
    """Let supply be known as derived: to derive it anew would take our pools away."""
    with running.owner.begin() as connection:
        facts = connection.execute(text("SELECT last_value FROM capacity_facts")).scalar_one()
        rows = [{"id": uuid7(), "facts": facts, "changed_weeks": 0} for _ in range(2)]
        connection.execute(insert(Derivation), rows)


def _pool(running: Running, seats: int) -> str:
    """A pool of its own skill, for whom all buyers' seats are hot; gives the skill."""
    skill, pool_id = f"skill-{uuid7()}", uuid7()
    with running.owner.begin() as connection:
        tenants: list[UUID] = list(connection.execute(text("SELECT id FROM tenants")).scalars())
        connection.execute(
            insert(Pool).values(
                id=pool_id, kind="people", hazard_zone="z", region="cn", abilities=[skill],
                languages=["zh"], certified_for=tenants, signature=str(pool_id),
            )
        )  # fmt: skip
        connection.execute(
            insert(PoolWeek).values(pool_id=pool_id, week_on=BASE, supply=[seats] * 168)
        )
    return skill


def _rate(running: Running, buyers: list[Seat], skill: str, *, told: bool = False) -> float:
    """Answers a second while every buyer asks for a seat with this skill, again and again."""
    for _ in range(WAVES if told else 0):  # the last seats go first; then every answer is a no
        _asked(running, _requests(running, buyers, skill))
        if _sold(running, skill) >= LAST:
            break
    return _asked(running, _requests(running, buyers, skill))


def _asked(running: Running, requests: list[wrk.Request], seconds: float = SECONDS) -> float:
    return wrk.post(running.port, requests, seconds=seconds, connections=BUYERS).per_second


def _sold(running: Running, skill: str) -> int:
    with running.owner.begin() as connection:
        return int(connection.execute(SOLD_OF, {"skill": skill}).scalar_one())


def _requests(running: Running, buyers: list[Seat], skill: str) -> list[wrk.Request]:
    wish = json.dumps({
        "ramp": [[SEATS_EACH, 15]], "skills": [skill], "languages": ["zh"],
        "first": str(BASE), "last": str(BASE + timedelta(days=4)),
        "window": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "zone": "UTC", "avoid_zones": [], "avoid_sites": [], "kind": "guaranteed", "own_zone": "",
    })  # fmt: skip
    with running.owner.begin() as connection:
        rows = connection.execute(text("SELECT id, slug FROM tenants"))
        slugs = {row.id: row.slug for row in rows}
    return [
        wrk.Request(
            f"/portal/{slugs[buyer.tenant_id]}/standby",
            f"wish={quote_plus(wish)}&key=%UUID%&csrf_token={quote_plus(buyer.browser.csrf)}",
            {
                "Content-Type": installation.FORM,
                "Cookie": buyer.browser.cookie,
                "X-Forwarded-For": "%IP%",
                "HX-Request": "true",  # as the page sends it
            },
        )
        for buyer in buyers
    ]


def _hello(running: Running) -> float:
    page = [wrk.Request("/healthz", "", {}, method="GET")]
    return _asked(running, page, 2 * SECONDS)


def _hot_row(running: Running) -> float:
    return pgbench.rate(running, HOT_ROW, connections=BUYERS, seconds=3)


if __name__ == "__main__":
    report.publish("last_seats", run())
