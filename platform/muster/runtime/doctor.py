"""What is installed, reachable and migrated here, and what to do about what is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psycopg
import redis
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from muster.db import owner
from muster.runtime import locks, schema
from muster.runtime.postgres_server import PostgresServer
from muster.runtime.problems import CannotRun
from muster.runtime.redis_server import RedisServer
from muster.runtime.up import LOCK
from muster.settings import DEVELOPMENT_SECRET, Settings
from muster.urls import for_libpq, redact
from muster.web import assets

OLDEST_POSTGRES = 150000
OLDEST_REDIS = (6, 2)
CHROMIUMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


class Mark(StrEnum):
    """How a finding is to be taken."""

    GOOD = "ok"
    NOTE = "--"  # nothing wrong, but worth knowing
    WRONG = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do if something is to be done."""

    mark: Mark
    subject: str
    state: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, one finding after the other."""
    for look in (
        _python,
        _environment,
        _data,
        _running,
        _postgres,
        _redis,
        _front_end,
        _browser,
        _load,
    ):
        yield from look(settings)


def _python(_settings: Settings) -> Iterator[Finding]:
    yield Finding(Mark.GOOD, "Python", f"{sys.version.split()[0]} at {sys.executable}")
    for package in ("flask", "sqlalchemy", "psycopg", "gunicorn", "gevent", "rq"):
        try:
            yield Finding(Mark.GOOD, package, version(package))
        except PackageNotFoundError:
            yield Finding(Mark.WRONG, package, "not installed", "run `make setup`")


def _environment(settings: Settings) -> Iterator[Finding]:
    state = f"{settings.environment}, {settings.public_url}, language {settings.default_locale}"
    if settings.secret_key == DEVELOPMENT_SECRET:
        advice = "set SECRET_KEY before anyone else can reach this installation"
        yield Finding(Mark.NOTE, "settings", f"{state}, the development secret", advice)
    else:
        yield Finding(Mark.GOOD, "settings", state)
    if settings.smtp_url:
        yield Finding(
            Mark.GOOD, "mail", f"from {settings.mail_from} by {redact(settings.smtp_url)}"
        )
    else:
        advice = "set SMTP_URL to send it"
        yield Finding(Mark.NOTE, "mail", "kept for operations staff to read, not sent", advice)


def _data(settings: Settings) -> Iterator[Finding]:
    existing = next(
        path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists()
    )
    free = shutil.disk_usage(existing).free / 1024**3
    state = f"{settings.data_dir}, {free:.1f} GiB free"
    if not os.access(existing, os.W_OK | os.X_OK):
        yield Finding(Mark.WRONG, "data", f"cannot write to {existing}", "set MUSTER_DATA")
    elif free < 1:
        yield Finding(Mark.WRONG, "data", state, "make room, or set MUSTER_DATA to another disk")
    else:
        yield Finding(Mark.GOOD, "data", state)


def _running(settings: Settings) -> Iterator[Finding]:
    holder = locks.holder(settings.data_dir / LOCK)
    if holder:
        yield Finding(Mark.GOOD, "muster up", f"runs: {holder}")
    else:
        yield Finding(Mark.NOTE, "muster up", "does not run on this data", "start it: `muster up`")


def _postgres(settings: Settings) -> Iterator[Finding]:
    if settings.embeds_postgres:
        server = PostgresServer(settings.data_dir)
        try:
            state = f"embedded, {server.command()[0]}"
        except CannotRun as problem:
            yield Finding(Mark.WRONG, "PostgreSQL", "not installed", str(problem))
            return
        if not server.is_ready():
            advice = "`muster up` starts it; DATABASE_URL names another"
            yield Finding(Mark.NOTE, "PostgreSQL", f"{state}, not running", advice)
            return
        yield Finding(Mark.GOOD, "PostgreSQL", state)
    yield from _database(settings)


def _database(settings: Settings) -> Iterator[Finding]:
    """Each role signs in; the owner's server is new enough and at the version of the code."""
    try:
        with psycopg.connect(for_libpq(settings.database_url), connect_timeout=5) as connection:
            yield _server_version(connection, settings)
            yield from _owner(settings)
    except psycopg.OperationalError as error:
        reason = str(error).partition("\n")[0]
        advice = "check DATABASE_URL, the server and its pg_hba.conf"
        where = redact(settings.database_url)
        yield Finding(Mark.WRONG, "database, owner", f"{where}: {reason}", advice)
        return
    for role in ("app", "operations"):
        url = getattr(settings, f"{role}_database_url")
        try:
            with psycopg.connect(for_libpq(url), connect_timeout=5) as connection:
                yield from _as_role(connection, role)
        except psycopg.OperationalError as error:
            reason = str(error).partition("\n")[0]
            advice = "run `muster db upgrade`: it makes the role and sets its password"
            yield Finding(Mark.WRONG, f"database, {role} role", reason, advice)


def _owner(settings: Settings) -> Iterator[Finding]:
    """Whether the owner may do what migrations need."""
    engine = create_engine(settings.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        found = owner.examine(connection)
    subject = "rights of the owner"
    if settings.manages_roles and not found.makes_roles:
        advice = f"as a superuser: ALTER ROLE {found.name} CREATEROLE"
        yield Finding(Mark.WRONG, subject, "it may not make roles", advice)
    if not found.makes_tables:
        advice = f"as a superuser: GRANT CREATE ON SCHEMA public TO {found.name}"
        yield Finding(Mark.WRONG, subject, "it may not make tables", advice)
    if found.foreign_tables:
        state = f"{found.foreign_tables} tables belong to another role"
        advice = "set DATABASE_URL to the role that made them, or REASSIGN OWNED"
        yield Finding(Mark.WRONG, subject, state, advice)
    if found.hidden:
        state = f"it does not see the rows of {len(found.hidden)} tables"
        yield Finding(Mark.WRONG, subject, state, "run `muster db upgrade`: it opens them to it")


def _server_version(connection: psycopg.Connection, settings: Settings) -> Finding:
    shown = f"PostgreSQL {connection.info.server_version // 10000}, {redact(settings.database_url)}"
    if connection.info.server_version < OLDEST_POSTGRES:
        return Finding(Mark.WRONG, "database, owner", shown, "Muster needs PostgreSQL 15 or newer")
    return Finding(Mark.GOOD, "database, owner", shown)


def _as_role(connection: psycopg.Connection, role: str) -> Iterator[Finding]:
    yield Finding(Mark.GOOD, f"database, {role} role", "signs in")
    if role == "app":
        yield _migrations(connection)


def _migrations(connection: psycopg.Connection) -> Finding:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
        row = None
    at, expected = (row[0] if row else "nothing"), schema.head()
    if at == expected:
        return Finding(Mark.GOOD, "migrations", f"at {at}")
    state = f"at {at}, the code expects {expected}"
    return Finding(Mark.WRONG, "migrations", state, "run `muster db upgrade`")


def _redis(settings: Settings) -> Iterator[Finding]:
    if settings.embeds_redis and not RedisServer(settings.data_dir).is_ready():
        yield _embedded_redis(settings)
        return
    where = redact(settings.redis_url)
    try:
        client = redis.Redis.from_url(
            settings.redis_url, socket_connect_timeout=5, socket_timeout=5
        )
        number = str(client.info("server")["redis_version"])
    except redis.RedisError as error:
        advice = "check REDIS_URL and that the server runs"
        yield Finding(Mark.WRONG, "Redis", f"{where}: {error}", advice)
        return
    if tuple(int(part) for part in number.split(".")[:2]) < OLDEST_REDIS:
        yield Finding(Mark.WRONG, "Redis", f"{number}, {where}", "Muster needs Redis 6.2 or newer")
    else:
        yield Finding(Mark.GOOD, "Redis", f"{number}, {where}")


def _embedded_redis(settings: Settings) -> Finding:
    try:
        executable = RedisServer(settings.data_dir).command()[0]
    except CannotRun as problem:
        return Finding(Mark.WRONG, "Redis", "not installed", str(problem))
    advice = "`muster up` starts it; REDIS_URL names another"
    return Finding(Mark.NOTE, "Redis", f"embedded, {executable}, not running", advice)


def _front_end(_settings: Settings) -> Iterator[Finding]:
    if assets.is_current():
        yield Finding(Mark.GOOD, "assets", "built")
    else:
        yield Finding(Mark.WRONG, "assets", "not built, or from older sources", "run `make setup`")


def _browser(_settings: Settings) -> Iterator[Finding]:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    played = Path.home() / ".cache" / "ms-playwright"
    if found or played.exists():
        yield Finding(Mark.GOOD, "browser for tests", found or str(played))
    else:
        yield Finding(Mark.NOTE, "browser for tests", "none", "`make test` installs one")


def _load(_settings: Settings) -> Iterator[Finding]:
    found = shutil.which("wrk")
    if found:
        yield Finding(Mark.GOOD, "wrk for benchmarks", found)
    else:
        advice = "`make bench` measures more with it: apt-get install wrk"
        yield Finding(Mark.NOTE, "wrk for benchmarks", "none", advice)
