"""A database whose owner is an ordinary role, as managed services give one: no superuser."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from marketplace.matching.actions import index_companies
from marketplace.matching.documents import CompanyDocument
from muster.app import create_app
from muster.db import Acting, Base, owner, unit_of_work, uuid7
from muster.runtime import doctor, revisions, schema
from muster.runtime.composition import features, migrations_dir
from muster.settings import Settings
from tests import cast
from tests.watch.isolation import faults

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
def ordinary(owner_url: str, environment: dict[str, str]) -> Iterator[Settings]:
    """The settings of a whole Muster on that database, migrated."""
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
def peopled(ordinary: Settings, composed: Flask, engine: Engine) -> Flask:
    """The application on that database, with the cast entered by the owner and indexed."""
    with engine.begin() as connection:
        cast.enter(connection)
    app = create_app(ordinary, features(composed))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        for company in cast.COMPANIES:
            with unit_of_work(Acting(tenant_ids=(company.id,))):
                index_companies(
                    [CompanyDocument(tenant_id=company.id, name=company.name, about="洗衣机 退货")]
                )
    return app


def test_migrations_run_and_can_be_repeated(ordinary: Settings) -> None:
    assert schema.upgrade(ordinary) == schema.head()
    assert revisions.in_force(ordinary, migrations_dir())


def test_no_rule_of_isolation_is_broken(ordinary: Settings, engine: Engine) -> None:
    with engine.connect() as connection:
        assert faults(connection, *ROLES) == []


def test_a_question_is_asked_and_answered(peopled: Flask, engine: Engine) -> None:
    asked = peopled.test_client().post("/ask", data={"question": "洗衣机怎么退货？"})
    assert asked.status_code == 303, asked.text
    with engine.connect() as connection:
        contact, tenant = connection.execute(
            text("SELECT id, tenant_id FROM contacts WHERE tenant_id = :id"),
            {"id": cast.HUALAN.id},
        ).one()
    answer(engine, peopled, contact, tenant)
    page = peopled.test_client().get(asked.location)
    assert page.status_code == 200
    assert "七天之内可以退" in page.text


def answer(engine: Engine, app: Flask, contact: object, tenant: object) -> None:
    """Give the contact to the company's agent, who answers from the desk."""
    with engine.begin() as connection:
        person, agent = connection.execute(
            text(
                "SELECT a.person_id, a.id FROM agents a JOIN seat_assignments s"
                " ON s.agent_id = a.id WHERE s.tenant_id = :tenant AND s.ended_at IS NULL LIMIT 1"
            ),
            {"tenant": tenant},
        ).one()
        changed = connection.execute(
            text(
                "UPDATE contacts SET state = 'active', agent_id = :agent, agent_slot = 1"
                " WHERE id = :id"
            ),
            {"agent": agent, "id": contact},
        )
        assert changed.rowcount == 1, "the owner does not see the row"
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = next(p.token for p in cast.PEOPLE if p.id == person)
    said = client.post(
        f"/desk/contacts/{contact}/messages",
        json={
            "id": str(uuid7()),
            "tenant_id": str(tenant),
            "kind": "text",
            "body": "七天之内可以退。",
        },
    )
    assert said.status_code < 300, said.text


def test_nobody_but_the_owner_sees_more_than_before(peopled: Flask, ordinary: Settings) -> None:
    app_engine = create_engine(ordinary.app_database_url, poolclass=NullPool)
    with app_engine.connect() as connection:
        for table in ("contacts", "messages", "memberships", "people"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    app_engine.dispose()


def test_the_owner_sees_every_row_of_every_table(
    peopled: Flask, engine: Engine, server_url: str
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
