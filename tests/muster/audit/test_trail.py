"""The trail itself: added to, read, and changed by nobody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from muster.audit import queries
from muster.audit.actions import NOBODY, actor, record
from muster.audit.models import AuditEntry
from muster.audit.queries import Filters
from muster.db import Acting, session, unit_of_work
from tests import cast

HUALAN, RIVAL = cast.HUALAN.id, cast.RIVAL.id
OLGA = cast.person_called("olga")
AsTenant = Callable[[str], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def nobody_before(app: Flask) -> None:
    actor.set(NOBODY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET subject = 'another'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "DROP TABLE audit_entries",
        "ALTER TABLE audit_entries DISABLE ROW LEVEL SECURITY",
    ],
)
def test_the_application_cannot_change_what_was_written(
    as_tenant: AsTenant, statement: str
) -> None:
    with as_tenant("hualan"):
        record("agent.hired", subject="Ann", tenant_id=HUALAN)
    everything = Acting(tenant_ids=(HUALAN,), staff=True, identity=True, market=True)
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(everything, statement)
    with as_tenant("hualan"):
        assert [entry.subject for entry in queries.entries(session(), Filters())] == ["Ann"]


def run(who: Acting, statement: str) -> None:
    with unit_of_work(who):
        session.execute(text(statement))


def test_an_entry_says_who_did_it_and_from_where(as_tenant: AsTenant) -> None:
    actor.set((OLGA.id, "Olga", "192.0.2.7"))
    with as_tenant("hualan"):
        record("member.removed", subject="x@example.com", tenant_id=HUALAN, role="viewer")
        (entry,) = queries.entries(session(), Filters())
        assert (entry.person_id, entry.person_name, entry.address) == (
            OLGA.id,
            "Olga",
            "192.0.2.7",
        )
        assert entry.detail == {"role": "viewer"}


def test_what_follows_a_request_is_not_the_doing_of_who_asked(
    client_for: Callable[[str], FlaskClient],
) -> None:
    assert client_for("olga").get("/portal/hualan").status_code == 200
    assert actor.get() == NOBODY


def test_a_company_reads_its_own_entries_only(as_tenant: AsTenant) -> None:
    with unit_of_work(Acting(staff=True)):
        record("agent.assigned", subject="Ann", tenant_id=HUALAN)
        record("agent.assigned", subject="Cai", tenant_id=RIVAL)
        record("skill.added", subject="tea")
    with as_tenant("hualan"):
        assert subjects(Filters()) == ["Ann"]
        assert subjects(Filters(tenant_ids=(RIVAL,))) == []


def subjects(filters: Filters) -> list[str]:
    return [entry.subject for entry in queries.entries(session(), filters)]


def test_filters_narrow_and_pages_follow_each_other(app: Flask) -> None:
    with unit_of_work(Acting(staff=True)):
        actor.set((OLGA.id, "Olga Owner", ""))
        for number in range(3):
            record("skill.added", subject=f"skill {number}")
        actor.set((None, "Sam", ""))
        record("word.blocked", subject="spam", tenant_id=HUALAN)
    now = datetime.now(UTC)
    with unit_of_work(Acting(staff=True)):
        assert subjects(Filters(action="word.blocked")) == ["spam"]
        assert subjects(Filters(action="word.block")) == []
        assert len(subjects(Filters(person="OLGA"))) == 3
        assert subjects(Filters(person="50%_")) == []
        assert len(subjects(Filters(person_ids=(OLGA.id,)))) == 3
        assert subjects(Filters(person_ids=())) == []
        assert subjects(Filters(tenant_ids=(HUALAN,))) == ["spam"]
        assert len(subjects(Filters(since=now - timedelta(hours=1)))) == 4
        assert subjects(Filters(since=now + timedelta(hours=1))) == []
        assert subjects(Filters(until=now - timedelta(hours=1))) == []
        first = queries.entries(session(), Filters(), limit=2)
        second = queries.entries(session(), Filters(), before=first[-1].id, limit=2)
        assert [e.subject for e in (*first, *second)] == ["spam", "skill 2", "skill 1", "skill 0"]
        assert len(list(queries.all_entries(session(), Filters(), most=3))) == 3


def test_old_entries_are_found_by_their_day(app: Flask, db_owner: object) -> None:
    then = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with unit_of_work(Acting(staff=True)):
        milliseconds = int(then.timestamp() * 1000)
        entry = AuditEntry(
            id=queries._edge(then),
            created_at=then,
            person_name="",
            action="skill.added",
            subject="old",
            address="",
            detail={},
        )
        assert entry.id.int >> 80 == milliseconds
        session.add(entry)
    with unit_of_work(Acting(staff=True)):
        day = timedelta(days=1)
        assert subjects(Filters(since=then - day, until=then + day)) == ["old"]
        assert subjects(Filters(since=then + day)) == []
