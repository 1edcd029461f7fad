"""A whole Muster for the benchmarks: `muster up` with companies, agents and people signed in."""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psutil
from flask import Flask
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.pool import NullPool

from benchmarks import wrk
from benchmarks.servers import ROOT, START_SECONDS, environment, free_port, stop
from marketplace.matching.actions import index_companies
from marketplace.matching.documents import CompanyDocument
from muster.conversations.models import Contact, Queue
from muster.db import Acting, unit_of_work, uuid7
from muster.identity.login import COOKIE_KEY, hash_token
from muster.identity.models import LoginSession, Person
from muster.settings import Settings
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan
from tenants.showcase.models import Showcase

FORM = "application/x-www-form-urlencoded"
QUESTION = "洗衣机坏了，今天能上门修吗？"

Rows = dict[Any, list[dict[str, Any]]]  # of tables, in the order in which they can be written


@dataclass(frozen=True)
class Visitor:
    """A browser: its cookie and the token that its forms carry."""

    cookie: str
    csrf: str


@dataclass(frozen=True)
class Seat:
    """One company with one agent at work, and the agent's browser."""

    tenant_id: UUID
    agent_id: UUID
    person_id: UUID
    queue_id: UUID
    browser: Visitor


@dataclass(frozen=True)
class Running:
    """A running installation."""

    port: int
    process: psutil.Process
    app: Flask
    owner: Engine
    settings: Settings
    seconds_to_ready: float


@contextmanager
def fresh(**environ: str) -> Iterator[Running]:
    """`muster up` on data of its own, which are gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="muster-bench-") as folder,
        running(Path(folder), **environ) as muster,
    ):
        yield muster


@contextmanager
def running(data: Path, **environ: str) -> Iterator[Running]:
    """`muster up` on `data`, ready; stopped afterwards."""
    port = free_port()
    values = {
        "MUSTER_DATA": str(data),
        "PORT": str(port),
        "WEB_PROCESSES": "2",
        "TRUSTED_PROXIES": "1",
        **environ,
    }
    begun = monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "muster.cli", "up"],
        cwd=ROOT,
        env=environment(**values),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_ready(port, process)
        took = monotonic() - begun
        settings = Settings.from_environment(values)
        os.environ.update(values)
        owner = create_engine(settings.database_url, poolclass=NullPool)
        yield Running(port, psutil.Process(process.pid), _application(), owner, settings, took)
    finally:
        stop(process)


def _wait_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + START_SECONDS
    while monotonic() < end:
        assert process.poll() is None, "muster up ended"
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        sleep(0.02)
    raise TimeoutError("muster up is not ready")


def _application() -> Flask:
    from wsgi import app  # noqa: PLC0415 — reads the environment that was just set

    return app


def visitor(app: Flask, **session: Any) -> Visitor:
    """A browser whose session holds these values, and a token to post with."""
    raw = secrets.token_hex(20)
    from itsdangerous import URLSafeTimedSerializer  # noqa: PLC0415 — as Flask-WTF signs it

    csrf = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(raw)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
    value = serializer.dumps({"csrf_token": raw, **session})
    return Visitor(f"{app.config['SESSION_COOKIE_NAME']}={value}", str(csrf))


def sign_in(app: Flask, rows: Rows, name: str) -> tuple[UUID, Visitor]:
    """Add a person of this name who has signed in; gives the id and the browser."""
    person, token, now = uuid7(), secrets.token_urlsafe(16), datetime.now(UTC)
    rows[Person].append({"id": person, "email": f"{person}@example.com", "name": name})
    rows[LoginSession].append(
        {
            "person_id": person,
            "token_hash": hash_token(token),
            "address": "",
            "browser": "",
            "last_seen_at": now,
            "expires_at": now + timedelta(days=1),
        }
    )
    return person, visitor(app, **{COOKIE_KEY: token})


def write(running: Running, rows: Rows) -> None:
    """Insert the rows of each table, in the order of the tables."""
    with running.owner.begin() as connection:
        for model, values in rows.items():
            if values:
                connection.execute(insert(model), values)


def seat_companies(running: Running, count: int) -> list[Seat]:
    """Add `count` companies that fit QUESTION, each with an agent at work and signed in."""
    now = datetime.now(UTC)
    plan_id = uuid7()
    rows: Rows = {model: [] for model in _MODELS}
    rows[SeatPlan].append(
        {
            "id": plan_id,
            "code": f"bench-{secrets.token_hex(4)}",
            "name_en": "Bench",
            "name_zh": "Bench",
            "dedicated": False,  # some agents serve several of the companies
            "service_window": {},
            "languages": ["zh"],
            "skills": [],
            "price_minor": 1,
            "currency": "CNY",
            "published_at": now,
        }
    )
    seats = [_seat(running.app, rows, plan_id, number, now) for number in range(count)]
    write(running, rows)
    documents = [
        CompanyDocument(tenant_id=s.tenant_id, name=f"洗衣机维修 {n}", about="洗衣机 上门 维修")
        for n, s in enumerate(seats)
    ]
    with running.app.app_context():
        for document in documents:
            with unit_of_work(Acting(tenant_ids=(document.tenant_id,))):
                index_companies([document])
    return seats


_MODELS: tuple[Any, ...] = (
    SeatPlan, Tenant, Person, LoginSession, Queue, Showcase, Agent, SeatLease, SeatAssignment,
)  # fmt: skip


def _seat(app: Flask, rows: Rows, plan_id: UUID, n: int, now: datetime) -> Seat:
    tenant, agent, queue, lease = (uuid7() for _ in range(4))
    slug = f"bench-{n}-{secrets.token_hex(3)}"
    rows[Tenant].append({"id": tenant, "slug": slug, "name": f"洗衣机维修 {n}"})
    person, browser = sign_in(app, rows, slug)
    rows[Queue].append(
        {
            "id": queue,
            "tenant_id": tenant,
            "name": "Customers",
            "languages": [],
            "skills": [],
            "opening_hours": {},
            "is_default": True,
        }
    )
    rows[Showcase].append(
        {
            "tenant_id": tenant,
            "slug": slug,
            "name": f"洗衣机维修 {n}",
            "color": "#0b7285",
            "time_zone": "Asia/Shanghai",
            "published_at": now,
            "updated_at": now,
        }
    )
    rows[Agent].append(
        {
            "id": agent,
            "person_id": person,
            "display_name": f"Agent {n}",
            "languages": ["zh"],
            "skills": [],
            "capacity": 3,
            "state": "available",
            "state_since": now,
        }
    )
    rows[SeatLease].append(
        {
            "id": lease,
            "tenant_id": tenant,
            "plan_id": plan_id,
            "seats": 1,
            "starts_on": now.date(),
            "price_minor": 1,
            "currency": "CNY",
            "ordered_by": person,
            "request_key": uuid7(),
        }
    )
    rows[SeatAssignment].append(
        {"tenant_id": tenant, "lease_id": lease, "agent_id": agent, "assigned_by": person}
    )
    return Seat(tenant, agent, person, queue, browser)


def open_contacts(running: Running, seats: list[Seat]) -> list[UUID]:
    """Give each agent one active contact; gives their ids, in the order of the seats."""
    now = datetime.now(UTC)
    rows = [
        {
            "id": uuid7(),
            "tenant_id": seat.tenant_id,
            "queue_id": seat.queue_id,
            "origin": "bench",
            "language": "zh",
            "opening": QUESTION,
            "state": "active",
            "state_since": now,
            "agent_id": seat.agent_id,
            "agent_slot": 1,
            "opened_at": now,
        }
        for seat in seats
    ]
    with running.owner.begin() as connection:
        connection.execute(insert(Contact), rows)
    return [row["id"] for row in rows]  # type: ignore[misc]  # ids are UUIDs


def questions(running: Running, count: int, **form: str) -> list[wrk.Request]:
    """QUESTION from each of so many browsers, each time from an address of its own."""
    asking = []
    for _ in range(count):
        guest = visitor(running.app, asker=str(uuid7()))
        headers = {"Content-Type": FORM, "Cookie": guest.cookie, "X-Forwarded-For": "%IP%"}
        asked = urlencode({"question": QUESTION, **form, "csrf_token": guest.csrf})
        asking.append(wrk.Request("/ask", asked, headers))
    return asking
