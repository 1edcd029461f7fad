"""One round trip, under the policies, safely quoted, leaving nothing behind."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, text

from muster.db import Acting, database, session, unit_of_work, uuid7
from muster.db.single_trip import single_trip, together
from tests.cast import HUALAN, RIVAL

OURS = Acting(tenant_ids=(HUALAN.id,))
ADD = """
INSERT INTO canned_replies (id, tenant_id, shortcut, title, body)
VALUES (%(id)s, %(tenant_id)s, %(shortcut)s, %(title)s, %(body)s)
RETURNING id, title, body, created_at
"""
NAUGHTY = (
    "'",
    "''; DROP TABLE canned_replies; --",
    "\\",
    "\\'; SELECT 1; --",
    "%s %(title)s %%",
    "$1 $$body$$ :name ?",
    "E'\\x41'",
    "\u2028\ufeff\u202e𠮷野家 🧑‍🚒",
    "\t\r\n\x01\x7f",
)


def add(tenant: Any = HUALAN, **values: Any) -> list[dict[str, Any]]:
    row = {"id": uuid7(), "tenant_id": tenant.id, "shortcut": str(uuid7()), "title": "", "body": ""}
    return single_trip(OURS, ADD, row | values)


@contextmanager
def pooled() -> Iterator[psycopg.Connection[Any]]:
    """The connection that the next user of the pool gets."""
    connection = database.engine.raw_connection()
    try:
        yield cast("psycopg.Connection[Any]", connection.driver_connection)
    finally:
        connection.close()


def naughty_strings() -> list[str]:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if not folder:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    return cast("list[str]", json.loads((Path(folder) / "dirty/blns.json").read_text()))


def test_it_gives_the_rows_and_has_committed(app: Flask, db_owner: Engine) -> None:
    [row] = add(title="退货", body="七天无理由")
    assert (row["title"], row["body"]) == ("退货", "七天无理由")
    assert row["created_at"].tzinfo is not None
    with db_owner.connect() as connection:
        found = connection.execute(
            text("SELECT title FROM canned_replies WHERE body = '七天无理由'")
        )
        assert found.scalars().all() == ["退货"]


def test_it_takes_one_round_trip(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "trace"
    with log.open("w") as file:
        with pooled() as connection:
            connection.pgconn.trace(file.fileno())
        add()
        with pooled() as connection:
            connection.pgconn.untrace()
    directions = [line.split("\t")[1] for line in log.read_text().splitlines()]
    # Everything is sent before anything is answered: one turn from us to the server.
    assert [who for who, _ in groupby(directions)] == ["F", "B"]


def test_the_policies_hold(app: Flask) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        add(RIVAL)
    seen = single_trip(OURS, "SELECT DISTINCT tenant_id FROM queues", {})
    assert seen == [{"tenant_id": HUALAN.id}]
    assert single_trip(Acting(), "SELECT tenant_id FROM queues", {}) == []


def test_several_go_together_and_each_sees_what_those_before_it_did(app: Flask) -> None:
    rename = "UPDATE queues SET name = 'Evening' WHERE id = %(id)s"
    names = "SELECT name FROM queues WHERE id = %(id)s"
    values = {"id": single_trip(OURS, "SELECT id FROM queues LIMIT 1", {})[0]["id"]}
    before, nothing, after = together(OURS, (names, values), (rename, values), (names, values))
    assert (before == after, nothing, after) == (False, [], [{"name": "Evening"}])
    with pytest.raises(psycopg.errors.DivisionByZero):  # one fails: nothing has happened
        together(OURS, (rename.replace("Evening", "Night"), values), ("SELECT 1 / 0", {}))
    assert single_trip(OURS, names, values) == after


def test_a_statement_without_rows_gives_none(app: Flask) -> None:
    assert single_trip(OURS, "UPDATE queues SET name = name WHERE false", {}) == []


def test_values_are_adapted(app: Flask) -> None:
    [row] = single_trip(
        OURS,
        "SELECT %(none)s::text AS none, %(yes)s AS yes, %(dict)s AS dict,"
        " %(list)s::text[] AS list, %(id)s AS id",
        {"none": None, "yes": True, "dict": {"a": ["'", 1]}, "list": ["a'b", "c"], "id": HUALAN.id},
    )
    assert row == {
        "none": None,
        "yes": True,
        "dict": {"a": ["'", 1]},
        "list": ["a'b", "c"],
        "id": HUALAN.id,
    }


@pytest.mark.parametrize("body", NAUGHTY)
def test_text_comes_back_as_it_was(app: Flask, body: str) -> None:
    [row] = add(title=body, body=body)
    assert (row["title"], row["body"]) == (body, body)


def test_every_known_naughty_string_comes_back_as_it_was(app: Flask) -> None:
    for body in naughty_strings():
        [row] = add(title=body, body=body)
        assert (row["title"], row["body"]) == (body, body)


def test_a_nul_is_refused_and_nothing_happens(app: Flask) -> None:
    with pytest.raises(psycopg.DataError):
        add(body="a\0b")
    assert single_trip(OURS, "SELECT body FROM canned_replies WHERE title = ''", {}) == []


def test_the_next_user_of_the_connection_acts_as_nobody(app: Flask) -> None:
    with pooled() as before:
        pass
    add()
    with pooled() as connection:
        assert connection is before
        assert not connection.autocommit
        row = connection.execute(
            "SELECT current_setting('muster.tenants', true), count(*) FROM queues"
        ).fetchone()
    assert row == ("", 0)


def test_an_error_undoes_everything_and_leaves_the_connection_clean(app: Flask) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        single_trip(
            OURS,
            "WITH added AS (" + ADD + ") SELECT 1 / 0 FROM added",
            {"id": uuid7(), "tenant_id": HUALAN.id, "shortcut": "x", "title": "x", "body": "x"},
        )
    with pooled() as connection:
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        assert not connection.autocommit
    with unit_of_work(OURS):
        assert (
            session.scalars(text("SELECT title FROM canned_replies WHERE title = 'x'")).all() == []
        )


def test_what_fails_the_first_time_works_the_next_time(app: Flask) -> None:
    divide = "SELECT 1 / %(by)s AS result"
    for by in (0, 0, 1):
        if by == 0:
            with pytest.raises(psycopg.errors.DivisionByZero):
                single_trip(OURS, divide, {"by": by})
        else:
            assert single_trip(OURS, divide, {"by": by}) == [{"result": 1}]


def test_statements_that_the_server_forgot_are_prepared_again(app: Flask) -> None:
    assert add(title="before")
    with pooled() as connection:
        connection.execute("DEALLOCATE ALL")
        connection.commit()
    assert [row["title"] for row in add(title="after")] == ["after"]
    with pooled() as connection:
        kept = connection.execute("SELECT name FROM pg_prepared_statements").fetchall()
    assert len(kept) == 2


def test_values_of_other_types_are_another_statement(app: Flask) -> None:
    same = "SELECT %(value)s AS value"
    values = [1, 2**40, "text", True, None, HUALAN.id, {"a": 1}, 7]
    assert [single_trip(OURS, same, {"value": each})[0]["value"] for each in values] == values


def test_a_lost_connection_is_replaced(app: Flask, db_owner: Engine) -> None:
    with pooled() as connection:
        lost = connection.info.backend_pid
    with db_owner.connect() as owner:
        owner.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": lost})
    with pytest.raises(psycopg.OperationalError):
        add()
    assert add()


def test_it_does_not_touch_the_unit_of_work_around_it(app: Flask) -> None:
    with unit_of_work(OURS):
        session.execute(text("UPDATE queues SET name = 'unseen'"))
        assert single_trip(OURS, "SELECT name FROM queues WHERE name = 'unseen'", {}) == []
        session.rollback()
