"""B3: an offer of standby for 13 weeks, over 50 sites, 40 skill profiles and 200 clients.

Each wish differs: company, skills, language, ramp and hours. Half of them ask for more than there
is, so that alternatives are looked for. Beside it: only reading the rows that the offer stands on.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter, process_time
from uuid import UUID

import psutil
from flask import Flask
from sqlalchemy import Engine, text

from benchmarks import companies, report
from benchmarks.report import Figure
from muster.capacity import facts, hours, offers
from muster.capacity.asking import Ask, Step
from muster.capacity.facts import Buyer
from muster.capacity.reading import free_for
from muster.db import Acting, current_acting, unit_of_work, uuid7
from muster.db.single_trip import single_trip

SITES, PROFILES, CLIENTS, WEEKS = 50, 40, 200, 13
PROMISES, TENFOLD = 300, 3000
WISHES, WARM_UP = int(os.environ.get("MUSTER_BENCH_WISHES", "300")), 30
P99_MILLISECONDS, GROWTH = 150.0, 1.5
NOW = datetime.now(UTC)
BASE = hours.monday(NOW.date()) + timedelta(weeks=1)
SKILLS = [f"skill-{n}" for n in range(12)]
LANGUAGES = ("zh", "en", "yue")
WINDOWS: tuple[dict[str, list[list[str]]], ...] = (
    {day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    {},
)

BACKEND = "SELECT pg_backend_pid() AS pid"  # of the line over which facts are read
PEOPLE = text("""
INSERT INTO capacity_weeks (pool_id, week_on, supply)
SELECT p.id, week, ARRAY(SELECT (CASE p.kind WHEN 'places' THEN 400 ELSE 12 + random() * 16 END
                                 + 0 * extract(day FROM week))::integer
                         FROM generate_series(1, 168))
FROM capacity_pools p, generate_series(CAST(:base AS date), :last, '7 days') AS week
""")
PROMISED = text("""
WITH made AS (
    INSERT INTO standby_reservations (id, tenant_id, number, state, kind, seats, skills, languages,
        ramp, starts_on, ends_on, weekly_window, time_zone, avoid_hazard_zones, avoid_sites,
        copy_factor, hold_price_minor, use_price_minor, currency, request_key, ordered_by)
    SELECT gen_random_uuid(), t.id, 0, 'active', 'guaranteed', 1, '{}', '{zh}', '[]', :base, :last,
           '{}', 'UTC', '{}', '{}', 8, 1, 1, 'CNY', gen_random_uuid(), :person
    FROM generate_series(1, :count) n
    JOIN LATERAL (SELECT id FROM tenants ORDER BY md5(id::text || n) LIMIT 1) t ON true
    RETURNING id, tenant_id
)
INSERT INTO standby_allocations (id, tenant_id, reservation_id, pool_id, tier, week_on, seats)
SELECT gen_random_uuid(), m.tenant_id, m.id, p.id, 'warm', week, array_fill(1, ARRAY[168])
FROM made m
JOIN LATERAL (SELECT id FROM capacity_pools WHERE kind = 'people'
              ORDER BY md5(id::text || m.id) LIMIT 1) p ON true,
     generate_series(CAST(:base AS date), :last, '7 days') AS week
""")


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of each answer and of only reading for it; processor time of an answer.

    processor: the mean, of ours and of the database's process; others on the machine do not count.
    """

    answers: list[float]
    reads: list[float]
    processor: float

    def p99(self) -> float:
        """The 99th percentile of the answers."""
        return report.p99(self.answers)


def run() -> list[Figure]:
    """Offers with some promises in the ledger, and with ten times as many."""
    with companies.scratch() as scratch, scratch.app.app_context():
        tenants, person = _world(scratch.owner)
        wishes = _wishes(tenants)
        _promise(scratch.owner, PROMISES, person)
        few = measure(scratch.app, wishes)
        _promise(scratch.owner, TENFOLD - PROMISES, person)
        many = measure(scratch.app, wishes)
    p99, growth = many.p99(), many.p99() / few.p99()
    what = f"{SITES} sites × {PROFILES} profiles × {CLIENTS} clients × {WEEKS} weeks"
    return [
        Figure("B3", f"an offer, p50: {what}", median(many.answers), "ms",
               beside=median(many.reads), beside_what="ms only to read the rows"),
        Figure("B3", f"an offer, p99, {TENFOLD:,} promises sold", p99, "ms",
               goal=f"≤ {P99_MILLISECONDS:g}", met=p99 <= P99_MILLISECONDS),
        Figure("B3", f"p99 with ten times the promises ({PROMISES:,} → {TENFOLD:,})", growth, "×",
               goal=f"≤ {GROWTH}", met=growth <= GROWTH),
        Figure("B3", "processor time of an offer, ours and the database's, mean", many.processor,
               "ms", beside=few.processor, beside_what="ms with a tenth of the promises"),
    ]  # fmt: skip


def measure(app: Flask, wishes: Sequence[tuple[UUID, Ask]]) -> Taken:
    """Answer the wishes, each after only reading for it; the first ones are not counted."""
    answers, reads, spent = [], [], 0.0
    for number, (tenant_id, ask) in enumerate([*wishes[:WARM_UP], *wishes]):
        with unit_of_work(Acting(tenant_ids=(tenant_id,))):
            backend = psutil.Process(single_trip(current_acting(), BACKEND, {})[0]["pid"])
            before, begun = _processor(backend), perf_counter()
            answer = offers.reckon(facts.read(Buyer(tenant_id, "CNY", NOW, 20), ask), hold=True)
            answered, after = perf_counter(), _processor(backend)
            free_for(tenant_id, ask, NOW)
            read = perf_counter()
        assert answer.yes or answer.shortage is not None
        if number >= WARM_UP:
            answers.append((answered - begun) * 1000)
            reads.append((read - answered) * 1000)
            spent += after - before
    return Taken(answers, reads, 1000 * spent / len(wishes))


def _processor(backend: psutil.Process) -> float:
    times = backend.cpu_times()
    return process_time() + times.user + times.system


def _world(owner: Engine) -> tuple[list[UUID], UUID]:
    chance = random.Random(20261122)
    tenants, sites = [uuid7() for _ in range(CLIENTS)], [uuid7() for _ in range(SITES)]
    person = uuid7()
    profiles = [
        (
            sorted(chance.sample(SKILLS, chance.randint(2, 5))),
            sorted({"zh", chance.choice(LANGUAGES)}),
        )
        for _ in range(PROFILES)
    ]
    pools = [
        {"id": uuid7(), "kind": "people", "site": site, "zone": f"zone-{n % 10}",
         "skills": skills, "languages": languages, "certified": chance.sample(tenants, 20)}
        for n, site in enumerate(sites)
        for skills, languages in profiles
    ] + [
        {"id": uuid7(), "kind": "places", "site": site, "zone": f"zone-{n % 10}",
         "skills": [], "languages": [], "certified": []}
        for n, site in enumerate(sites)
    ]  # fmt: skip
    with owner.begin() as connection:
        connection.execute(
            text("INSERT INTO tenants (id, slug, name, locale, time_zone, currency, color, origin)"
                 " VALUES (:id, :slug, :slug, 'zh', 'UTC', 'CNY', '#0b7285', 'signup')"),
            [{"id": each, "slug": f"c{n}"} for n, each in enumerate(tenants)],
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO people (id, email, name, locale) VALUES (:id, 'p@example.com',"
                 " 'P', 'zh')"), {"id": person},
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO sites (id, code, name_en, name_zh, region, time_zone, hazard_zone,"
                 " seats) VALUES (:id, :code, :code, :code, 'cn', 'UTC', :zone, 400)"),
            [{"id": s, "code": f"s{n}", "zone": f"zone-{n % 10}"} for n, s in enumerate(sites)],
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO capacity_pools (id, kind, site_id, hazard_zone, region, abilities,"
                 " languages, certified_for, signature) VALUES (:id, :kind, :site, :zone, 'cn',"
                 " :skills, :languages, :certified, :id)"), pools,
        )  # fmt: skip
        connection.execute(PEOPLE, {"base": BASE, "last": BASE + timedelta(weeks=WEEKS - 1)})
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE capacity_weeks"))
        connection.execute(text("VACUUM ANALYZE capacity_pools"))
    return tenants, person


def _promise(owner: Engine, count: int, person: UUID) -> None:
    values = {"base": BASE, "last": BASE + timedelta(weeks=WEEKS - 1), "count": count,
              "person": person}  # fmt: skip
    with owner.begin() as connection:
        connection.execute(PROMISED, values)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE capacity_weeks"))


def _wishes(tenants: Sequence[UUID]) -> list[tuple[UUID, Ask]]:
    chance = random.Random(7)
    wishes = []
    for _ in range(WISHES):
        size = chance.choice([10, 40, 200, 2000])
        ask = Ask(
            ramp=(Step(size, 15), Step(size * 2, 240), Step(size * 3, 4320)),
            skills=tuple(sorted(chance.sample(SKILLS, chance.randint(1, 2)))),
            languages=(chance.choice(LANGUAGES),),
            first=BASE,
            last=BASE + timedelta(weeks=WEEKS, days=-1),
            time_zone="UTC",
            window=chance.choice(WINDOWS),
            avoid_hazard_zones=(f"zone-{chance.randint(0, 9)}",),
        )
        wishes.append((chance.choice(tenants), ask))
    return wishes


if __name__ == "__main__":
    report.publish("standby_offers", run())
