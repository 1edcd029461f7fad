"""A database whose owner is an ordinary role, as managed services give one: no superuser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from muster.db import Base, owner
from muster.processes import python_environ
from muster.runtime import doctor, revisions, schema
from muster.runtime.composition import migrations_dir
from muster.settings import Settings
from tests.watch.isolation import faults

ROOT = Path(__file__).parents[3]
PREFIX = f"ordinary_{os.getpid()}"
OWNER = f"{PREFIX}_owner"
ROLES = (f"{PREFIX}_app", f"{PREFIX}_operations")


@pytest.fixture(scope="module")
def owner_url(server_url: str) -> Iterator[str]:
    """A database of its own, and the URL of its owner, who may make roles and nothing more."""
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD 'ordinary'"))
        connection.execute(text(f"CREATE DATABASE {OWNER} OWNER {OWNER}"))
    url = make_url(server_url).set(username=OWNER, password="ordinary", database=OWNER)
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {OWNER} WITH (FORCE)"))
        for role in (*ROLES, OWNER):
            connection.execute(text(f"DROP ROLE IF EXISTS {role}"))


@pytest.fixture(scope="module")
def ordinary(owner_url: str, environment: dict[str, str], composed: Flask) -> Iterator[Settings]:
    """The settings of a whole Muster on that database, migrated.

    composed: the application of the other tests, which must be there before the names change.
    """
    values = {**environment, "DATABASE_URL": owner_url, "DATABASE_ROLE_PREFIX": PREFIX}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_ROLE_PREFIX", PREFIX)  # migrations read the names there
        settings = Settings.from_environment(values)
        schema.upgrade(settings)
        yield settings


@pytest.fixture(scope="module")
def engine(ordinary: Settings) -> Iterator[Engine]:
    """The ordinary owner's engine."""
    engine = create_engine(ordinary.database_url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def played(ordinary: Settings, owner_url: str, environment: dict[str, str]) -> str:
    """What a process says in which a question is asked and answered on that database."""
    values = {**os.environ, **environment, "DATABASE_URL": owner_url}
    process = subprocess.run(
        [sys.executable, "-m", "tests.muster.runtime.question_answered"],
        env=python_environ(values),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return process.stderr if process.returncode else ""


def test_migrations_run_and_can_be_repeated(ordinary: Settings) -> None:
    assert schema.upgrade(ordinary) == schema.head()
    assert revisions.in_force(ordinary, migrations_dir())


def test_no_rule_of_isolation_is_broken(ordinary: Settings, engine: Engine) -> None:
    with engine.connect() as connection:
        assert faults(connection, *ROLES) == []


def test_a_question_is_asked_and_answered(played: str) -> None:
    assert played == ""


def test_nobody_but_the_owner_sees_more_than_before(played: str, ordinary: Settings) -> None:
    app_engine = create_engine(ordinary.app_database_url, poolclass=NullPool)
    with app_engine.connect() as connection:
        for table in ("contacts", "messages", "memberships", "people"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    app_engine.dispose()


def test_the_owner_sees_every_row_of_every_table(
    played: str, engine: Engine, server_url: str
) -> None:
    url = make_url(server_url).set(database=OWNER)
    superuser = create_engine(url, poolclass=NullPool)
    counts = [counted(superuser), counted(engine)]
    assert counts[0] == counts[1]
    assert sum(counts[0].values()) > 0


def counted(engine: Engine) -> dict[str, int]:
    """The number of rows of each table that does not change by itself."""
    with engine.connect() as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in Base.metadata.tables
        }


def test_a_table_that_hides_its_rows_from_its_owner_is_told_and_mended(
    ordinary: Settings, engine: Engine
) -> None:
    assert not wrong(ordinary)
    with engine.begin() as connection:
        connection.execute(text("DROP POLICY contacts_owner ON contacts"))
    assert wrong(ordinary) == ["it does not see the rows of 1 tables"]
    schema.upgrade(ordinary)
    assert not wrong(ordinary)


def wrong(settings: Settings) -> list[str]:
    """What the doctor finds wrong with the owner."""
    return [f.state for f in doctor.examine(settings) if f.subject == "rights of the owner"]


def test_an_owner_that_may_do_too_little_is_told(ordinary: Settings, server_url: str) -> None:
    with create_engine(server_url, poolclass=NullPool).begin() as connection:
        connection.execute(text(f"ALTER ROLE {OWNER} NOCREATEROLE"))
    assert wrong(ordinary) == ["it may not make roles"]
    with create_engine(server_url, poolclass=NullPool).begin() as connection:
        connection.execute(text(f"ALTER ROLE {OWNER} CREATEROLE"))


def test_a_superuser_needs_no_policy_of_its_own(db_owner: Engine) -> None:
    with db_owner.connect() as connection:
        assert owner.examine(connection).hidden == ()
        policies = text("SELECT count(*) FROM pg_policies WHERE policyname LIKE '%\\_owner'")
        assert connection.execute(policies).scalar() == 0


def test_without_its_policies_an_ordinary_owner_may_not_even_add(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("DROP POLICY tenants_owner ON tenants"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(
                text("INSERT INTO tenants (id, slug, name) VALUES (gen_random_uuid(), 'x', 'X')")
            )
        connection.rollback()
