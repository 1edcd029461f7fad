"""The lists of the desk and the wall read what is open, however long the archive is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from muster.db import session, unit_of_work
from muster.desk import lists
from muster.supervision import queries as wall
from tests.cast import ANN, HUALAN
from tests.muster.routing import build

ARCHIVED, OPEN = 3_000, 6
ARCHIVE = text("""
INSERT INTO contacts (id, tenant_id, queue_id, channel, origin, language, opening, state,
                      state_since, agent_id, first_agent_id, returned_count, message_count,
                      read_by_agent, read_by_consumer, closed_at)
SELECT new_id(), :tenant, :queue, 'chat', 'test', 'zh', 'x', 'closed', now(), :agent, :agent,
       0, 0, 0, 0, now()
FROM generate_series(1, :count)
""")


@pytest.fixture
def archive(app: Flask, db_owner: Engine) -> None:
    """Some contacts that are open, and very many of the same agent that are not."""
    build.contacts(db_owner, OPEN // 2)
    for slot in range(1, OPEN // 2 + 1):
        build.contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=slot)
    whose = {"tenant": HUALAN.id, "queue": HUALAN.queue_id, "agent": ANN.agent_id}
    with db_owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(ARCHIVE, {**whose, "count": ARCHIVED})
        connection.execute(text("ANALYZE contacts"))


def read(nodes: list[dict[str, Any]]) -> float:
    """How many rows of `contacts` the steps of a plan read, those that they drop included."""
    return sum(map(_rows, nodes))


def steps(statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a statement's plan, as Ann's desk runs it."""
    with unit_of_work(build.at_desk(ANN)):
        plan = session.connection().exec_driver_sql(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values
        )
        return list(_nodes(plan.scalar_one()[0]["Plan"]))


def a_list(which: str) -> list[dict[str, Any]]:
    return steps(lists.LOOKS[which], {"agent": ANN.agent_id, "tenants": [HUALAN.id]})


def seats_of_the_wall() -> list[dict[str, Any]]:
    sent = str(wall.of(wall.AGENTS, everybody=False)).replace(":tenant_id", "%(tenant_id)s")
    return steps(sent, {"tenant_id": HUALAN.id})


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _rows(node: dict[str, Any]) -> float:
    """Rows of `contacts`, or entries of its indexes, that a step of a plan reads."""
    name = str(node.get("Relation Name") or node.get("Index Name", ""))
    if "contacts" not in name or "BitmapAnd" in node["Node Type"]:
        return 0
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float(node["Actual Loops"] * (node["Actual Rows"] + dropped))


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("which", lists.LOOKS)
def test_a_list_reads_what_is_open(which: str) -> None:
    assert read(a_list(which)) <= 4 * OPEN


@pytest.mark.usefixtures("archive")
def test_the_wall_reads_what_is_open() -> None:
    assert read(seats_of_the_wall()) <= 3 * OPEN


@pytest.mark.usefixtures("archive")
def test_what_is_counted_is_there_to_be_counted() -> None:
    assert read(a_list("all")) >= OPEN


@pytest.mark.usefixtures("archive")
def test_the_wall_reads_contacts_once_for_all_seats() -> None:
    loops = [
        step["Actual Loops"]
        for step in seats_of_the_wall()
        if step.get("Relation Name") == "contacts"
    ]
    assert loops
    assert max(loops) == 1
