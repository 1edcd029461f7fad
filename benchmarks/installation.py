"""A whole Muster for the benchmarks: `muster up` with companies, agents and people signed in."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import psutil
from flask import Flask
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.pool import NullPool

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

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 90
QUESTION = "洗衣机坏了，今天能上门修吗？"


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
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", **values},
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
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_listening(port: int) -> None:
    """Wait until somebody answers on this port of this machine."""
    end = monotonic() + START_SECONDS
    while monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


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
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"csrf_token": raw, **session})
    return Visitor(f"{app.config['SESSION_COOKIE_NAME']}={value}", str(csrf))


def seat_companies(running: Running, count: int) -> list[Seat]:
    """Add `count` companies that fit QUESTION, each with an agent at work and signed in."""
    now = datetime.now(UTC)
    plan_id, rows = uuid7(), {model: [] for model in _MODELS}  # type: ignore[var-annotated]
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
    with running.owner.begin() as connection:
        for model in _MODELS:
            connection.execute(insert(model), rows[model])
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


def _seat(app: Flask, rows: dict[Any, list[Any]], plan_id: UUID, n: int, now: datetime) -> Seat:
    tenant, person, agent, queue, lease = (uuid7() for _ in range(5))
    slug, token = f"bench-{n}-{secrets.token_hex(3)}", secrets.token_urlsafe(16)
    rows[Tenant].append({"id": tenant, "slug": slug, "name": f"洗衣机维修 {n}"})
    rows[Person].append({"id": person, "email": f"{slug}@example.com", "name": slug})
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
    return Seat(tenant, agent, person, queue, visitor(app, **{COOKIE_KEY: token}))


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


def jsonable(visitor: Visitor) -> str:
    """A visitor as JSON, for scripts of other languages."""
    return json.dumps({"cookie": visitor.cookie, "csrf": visitor.csrf})
