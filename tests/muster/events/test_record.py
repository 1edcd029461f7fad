"""Recording events: in the transaction, told after it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event, select

from muster.db import Acting, session, unit_of_work
from muster.events import bus
from muster.events.actions import Happening, record, record_many
from muster.events.messages import wall
from muster.events.models import Event
from tests.cast import HUALAN
from tests.muster.events.listening import listening

WHO = Acting(tenant_ids=(HUALAN.id,))


def test_it_is_told_after_the_commit(app: Flask) -> None:
    with listening(app, WHO, wall(HUALAN.id)) as ear:
        with unit_of_work(WHO):
            record("contact.queued", tenant_id=HUALAN.id, payload={"wait": "七秒"})
            assert bus.flush()
            assert ear.kinds() == []
        ear.wait(ear.kinds)
    told = ear.heard[-1]
    assert told.data["payload"] == {"wait": "七秒"}
    assert told.data["tenant_id"] == str(HUALAN.id)
    assert told.id == told.data["id"]


def test_what_is_rolled_back_is_neither_kept_nor_told(app: Flask) -> None:
    with listening(app, WHO, wall(HUALAN.id)) as ear:
        with pytest.raises(ZeroDivisionError):
            fail_after_recording()
        with unit_of_work(WHO):
            record("contact.closed", tenant_id=HUALAN.id)
        ear.wait(ear.kinds)
    assert ear.kinds() == ["contact.closed"]
    with unit_of_work(WHO):
        assert session.scalars(select(Event.kind)).all() == ["contact.closed"]


def test_many_are_written_by_one_statement(app: Flask) -> None:
    statements = []
    with listening(app, WHO, wall(HUALAN.id)) as ear:
        with unit_of_work(WHO):
            connection = session.connection()
            event.listen(
                connection, "before_cursor_execute", lambda *given: statements.append(given[2])
            )
            record_many(Happening(f"test.{number}", HUALAN.id) for number in range(100))
        ear.wait(lambda: len(ear.kinds()) == 100)
    assert len(statements) == 1
    assert [one.id for one in ear.heard if one.id] == sorted(one.id for one in ear.heard if one.id)


def test_nothing_to_record_is_no_statement(app: Flask) -> None:
    with unit_of_work(WHO):
        record_many([])
        assert session.scalars(select(Event)).all() == []


def test_browsers_do_not_learn_whom_else_it_is_for(app: Flask) -> None:
    with listening(app, WHO, wall(HUALAN.id)) as ear:
        with unit_of_work(WHO):
            record("message.posted", tenant_id=HUALAN.id, for_agent=HUALAN.id)
        ear.wait(ear.kinds)
    assert set(ear.heard[-1].data) == {
        "id", "kind", "tenant_id", "contact_id", "payload", "created_at",
    }  # fmt: skip


def fail_after_recording() -> None:
    with unit_of_work(WHO):
        record("contact.queued", tenant_id=HUALAN.id)
        raise ZeroDivisionError
