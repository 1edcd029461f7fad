"""Many companies at once, as a directory brings them in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from muster.db import Acting, database, unit_of_work
from tenants.signup.companies import NewCompany, create_companies
from tests.cast import HUALAN


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that the application sends meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def companies(count: int) -> list[NewCompany]:
    return [
        NewCompany(
            name=f"北京饭店 {number}",
            slug=f"hotel-{number}",
            locale="zh" if number % 2 else "en",
            origin="import",
            external_key=f"hotel {number}",
        )
        for number in range(count)
    ]


def create(new: list[NewCompany]) -> int:
    with unit_of_work(Acting(tenant_ids=tuple(company.id for company in new))):
        return len(create_companies(new))


def counts(engine: Engine) -> list[int]:
    tables = ("tenants", "queues", "showcases", "dispositions")
    with engine.connect() as connection:
        return [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in tables
        ]


def test_the_number_of_statements_does_not_grow_with_the_companies(
    db_owner: Engine, statements: list[str]
) -> None:
    assert create(companies(2)) == 2
    few = len(statements)
    statements.clear()
    assert create(companies(302)[2:]) == 300
    assert len(statements) == few
    assert counts(db_owner) == [304, 304, 304, 2 + 3 * 302]


def test_each_begins_in_its_own_language(db_owner: Engine) -> None:
    create(companies(2))
    with db_owner.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT q.name, q.languages FROM queues q JOIN tenants t ON t.id = q.tenant_id"
                " WHERE t.origin = 'import' ORDER BY t.slug"
            )
        )
        assert [tuple(row) for row in rows] == [
            ("Customer service", ["en"]),
            ("在线客服", ["zh"]),
        ]


def test_taken_slugs_and_known_companies_are_left_out(db_owner: Engine) -> None:
    create(companies(2))
    again = [*companies(3), NewCompany(name="Another", slug=HUALAN.slug)]
    assert create(again) == 1
    assert counts(db_owner)[:3] == [5, 5, 5]


def test_a_company_can_be_made_for_nobody_else(app: Flask, db_owner: Engine) -> None:
    new = companies(2)
    with (
        pytest.raises(Exception, match="row-level security"),
        unit_of_work(Acting(tenant_ids=(new[0].id,))),
    ):
        create_companies(new)
    assert counts(db_owner)[0] == 2
