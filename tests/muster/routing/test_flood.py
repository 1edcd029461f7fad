"""Work arrives at fifty times the usual rate: a pass stays as small as it was, and in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine, event, text

from muster.db import Acting, unit_of_work
from muster.routing import clocks, passes, waits
from tests.cast import ANN, BEN, HUALAN
from tests.muster.routing import build
from tests.muster.routing.test_queues import another

FLOOD = text("""
INSERT INTO contacts (id, tenant_id, queue_id, channel, origin, language, opening, state,
                      state_since, returned_count, message_count, read_by_agent, read_by_consumer,
                      created_at)
SELECT new_id(), :tenant, CASE WHEN n % 10 = 0 THEN CAST(:urgent AS uuid) ELSE :plain END,
       'chat', 'test', 'zh', n::text, 'queued', now(), 0, 0, 0, 0,
       now() - (10000 - n) * interval '1 second'
FROM generate_series(1, :count) n
""")


def flood(owner: Engine, urgent: object, count: int) -> None:
    with owner.begin() as connection:
        connection.execute(
            FLOOD,
            {"tenant": HUALAN.id, "urgent": urgent, "plain": HUALAN.queue_id, "count": count},
        )


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is sent in the block, by whichever engine."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def offered(owner: Engine) -> list[int]:
    rows = build.rows(owner, "SELECT opening FROM contacts WHERE state = 'offered'")
    return sorted(int(row.opening) for row in rows)


def a_pass(app: Flask, owner: Engine, count: int) -> tuple[int, list[int]]:
    with owner.begin() as connection:
        connection.execute(text("DELETE FROM contact_changes"))
        connection.execute(text("DELETE FROM contacts"))
        urgent = connection.scalar(text("SELECT id FROM queues WHERE name = 'Urgent'"))
    build.agents(owner, [ANN, BEN], capacity=10)
    flood(owner, urgent, count)
    with counted() as statements:
        passes.run([HUALAN.id])
    return len(statements), offered(owner)


def test_a_pass_over_5000_waiting_is_as_small_as_over_50(app: Flask, db_owner: Engine) -> None:
    another(db_owner, name="Urgent", priority=5)
    few, _ = a_pass(app, db_owner, 50)
    many, first = a_pass(app, db_owner, 5000)
    assert many == few
    assert first == [n * 10 for n in range(1, 21)]  # the oldest of the important ones
    with db_owner.connect() as connection:
        left = connection.scalar(text("SELECT count(*) FROM contacts WHERE state = 'queued'"))
    assert left == 4980


def test_low_priorities_wait_and_are_not_lost(app: Flask, db_owner: Engine) -> None:
    urgent = another(db_owner, name="Urgent", priority=5)
    build.agents(db_owner, [ANN, BEN], capacity=20)
    flood(db_owner, urgent, 100)
    passes.run([HUALAN.id])
    assert offered(db_owner) == sorted(
        [*range(10, 101, 10), *[n for n in range(1, 34) if n % 10][:30]]
    )
    assert clocks.stuck() == []


def test_the_expected_wait_grows_with_the_flood(app: Flask, db_owner: Engine) -> None:
    urgent = another(db_owner, name="Urgent", priority=5)
    flood(db_owner, urgent, 1000)
    last = build.contact(db_owner)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE queues SET taken_quarter = 30"))
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        (wait,) = waits.in_line([last])
    assert wait.place == waits.MOST_COUNTED + 1
    assert wait.seconds == 501 * 30
