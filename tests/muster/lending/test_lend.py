"""Lending idle standby: who can be lent, on what terms, and what is refused with which words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import Conflict, DomainError, Invalid, NotFound
from muster.lending import actions, standing
from muster.lending.actions import Terms
from muster.lending.models import Loan, Recall
from muster.tenancy.operations import system_door
from tests.cast import CAI, HUALAN, OSCAR, RIVAL
from tests.muster.activation.conftest import Rows
from tests.muster.lending.conftest import BORROWER, LOANS, Lend, promise

Standby = Callable[..., list[UUID]]
SEATS = "SELECT * FROM seat_assignments WHERE lent_until IS NOT NULL ORDER BY id"


def suggested() -> list[standing.Standing]:
    with system_door() as reader:
        return standing.suggested(reader, RIVAL.queue_id)


def refused(lend: Lend, agent: UUID, terms: Terms = Terms()) -> str:  # noqa: B008 — frozen
    with pytest.raises(DomainError) as problem:
        lend([agent], terms)
    return str(problem.value.message)


def test_idle_standby_sits_in_the_queue_that_borrows_and_in_no_other(
    standby: Standby, lend: Lend, rows: Rows
) -> None:
    agents = standby(2)
    assert {each.agent_id for each in suggested()} == set(agents)
    lend(agents, Terms(recall_minutes=15, why=" slow \n morning "))
    loans = rows(LOANS)
    assert [(loan.recall_minutes, loan.lead_minutes, loan.why) for loan in loans] == [
        (15, 15, "slow morning")
    ] * 2
    assert {loan.agent_id for loan in loans} == set(agents)
    assert {loan.tenant_id for loan in loans} == {RIVAL.id}
    assert all(loan.price_minor == 4500 and loan.lent_by == OSCAR.id for loan in loans)
    for seat, loan in zip(rows(SEATS), loans, strict=True):
        assert (seat.id, seat.lease_id) == (loan.assignment_id, None)
        assert (seat.queue_ids, seat.lent_until) == ([RIVAL.queue_id], loan.until_at)
    assert suggested() == []


def test_the_promise_that_rests_on_somebody_sets_the_recall(
    standby: Standby, lend: Lend, rows: Rows, reservation: UUID, db_owner: Engine
) -> None:
    (ben,) = standby(1)
    (free,) = standby(1)
    promise(db_owner, ben, minutes=20)
    first, second = suggested()
    assert (first.agent_id, first.promises) == (free, 0)
    assert (second.agent_id, second.promises, second.lead_minutes) == (ben, 1, 20)
    assert "promise of 20 minutes" in refused(lend, ben, Terms(recall_minutes=21))
    lend([ben], Terms())
    assert rows(LOANS)[0].recall_minutes == 10


def test_a_recall_takes_minutes(standby: Standby, lend: Lend, rows: Rows) -> None:
    (agent,) = standby(1)
    for minutes in (0, -1, 10**9):
        assert "between 1 and 240" in refused(lend, agent, Terms(recall_minutes=minutes))
    assert rows(LOANS) == []


def test_the_shift_outlasts_the_recall(standby: Standby, lend: Lend, rows: Rows) -> None:
    (agent,) = standby(1, hours_left=0.1)
    assert "ends before a recall" in refused(lend, agent, Terms(recall_minutes=10))
    now = datetime.now(UTC)
    late = Terms(recall_minutes=2, until_at=now + timedelta(hours=1))
    assert "ends before" in refused(lend, agent, late)
    soon = Terms(recall_minutes=2, until_at=now + timedelta(minutes=1))
    assert "sooner than a recall" in refused(lend, agent, soon)
    assert rows(LOANS) == rows(SEATS) == []


HINDRANCES = {
    "UPDATE agents SET state = 'offline' WHERE id = :agent": "not signed in",
    "UPDATE agents SET skills = '{}' WHERE id = :agent": "lacks a skill",
    "UPDATE agents SET languages = '{fr}' WHERE id = :agent": "no language",
    "UPDATE agents SET retired_at = now() WHERE id = :agent": "does not work here",
    "UPDATE sites SET down_since = now() WHERE id = (SELECT site_id FROM agents WHERE id = :agent)":
        "site of",
    "DELETE FROM shifts WHERE agent_id = :agent": "not on standby",
    "UPDATE shifts SET kind = 'work' WHERE agent_id = :agent": "not on standby",
    "INSERT INTO time_off (id, agent_id, starts_at, ends_at, kind, state, decided_at, note,"
    " decision_note) VALUES (new_id(), :agent, now() - interval '1 hour',"
    " now() + interval '1 hour', 'sick', 'approved', now(), '', '')": "is away",
}  # fmt: skip


def test_who_is_not_idle_and_able_is_not_lent(standby: Standby, lend: Lend, rows: Rows) -> None:
    agents = dict(zip(standby(len(HINDRANCES)), HINDRANCES, strict=True))
    rows("UPDATE queues SET skills = '{sales}', languages = '{en}' WHERE id = :queue",
         queue=RIVAL.queue_id)  # fmt: skip
    assert len(suggested()) == len(agents)
    for agent, change in agents.items():
        others = "UPDATE agents SET site_id = NULL WHERE id = :agent"
        if "sites" not in change:
            rows(others, agent=agent)
        rows(change, agent=agent)
    assert suggested() == []
    for agent, change in agents.items():
        assert HINDRANCES[change] in refused(lend, agent)
    assert rows(LOANS) == rows(SEATS) == []


def test_who_is_not_certified_is_not_lent_to_a_company_that_requires_it(
    standby: Standby, lend: Lend, rows: Rows
) -> None:
    (agent,) = standby(1)
    rows("UPDATE tenants SET requires_certification = true WHERE slug = 'rival'")
    assert "not certified" in refused(lend, agent)
    rows("UPDATE certifications SET tenant_id = :rival", rival=RIVAL.id)
    lend([agent])
    assert rows(SEATS)[0].certified_until is not None


def test_a_company_that_forbids_it_borrows_nobody(standby: Standby, lend: Lend, rows: Rows) -> None:
    (agent,) = standby(1)
    rows("UPDATE queues SET takes_lent = false")
    assert "does not let standby" in refused(lend, agent)
    rows("UPDATE queues SET takes_lent = true, retired_at = now(), is_default = false")
    assert "put away" in refused(lend, agent)
    with system_door() as reader, unit_of_work(BORROWER), pytest.raises(NotFound):
        actions.lend(reader, RIVAL.id, HUALAN.queue_id, [agent], Terms(), person_id=OSCAR.id)
    with system_door() as reader, unit_of_work(BORROWER), pytest.raises(NotFound):
        actions.lend(reader, RIVAL.id, uuid7(), [agent], Terms(), person_id=OSCAR.id)


def test_who_is_called_lent_or_seated_there_is_not_lent(
    standby: Standby, lend: Lend, activate: Callable[..., UUID], rows: Rows
) -> None:
    agents = standby(3)
    lend(agents[:1])
    assert "is lent already" in refused(lend, agents[0])
    activate(1)
    (called,) = rows("SELECT agent_id FROM called_people")[0]
    assert "is being called in" in refused(lend, called)
    idle = next(agent for agent in agents[1:] if agent != called)
    assert "stands by is being called in" in refused(lend, idle)
    rows("UPDATE shifts SET agent_id = :cai WHERE agent_id = :one", cai=CAI.agent_id, one=idle)
    rows("UPDATE agents SET retired_at = NULL, state = 'available' WHERE id = :cai",
         cai=CAI.agent_id)  # fmt: skip
    assert "serves this company already" in refused(lend, CAI.agent_id)
    assert len(rows(LOANS)) == 1


def test_one_who_cannot_be_lent_keeps_all_of_them_where_they_are(
    standby: Standby, lend: Lend, rows: Rows
) -> None:
    first, second, third = standby(3)
    rows("UPDATE agents SET state = 'offline' WHERE id = :agent", agent=third)
    with pytest.raises(Conflict):
        lend([first, second, third])
    with pytest.raises(NotFound):
        lend([first, uuid7()])
    with pytest.raises(Invalid):
        lend([])
    assert rows(LOANS) == rows(SEATS) == []


def test_of_two_who_lend_the_same_person_at_once_one_succeeds(
    app: Flask, standby: Standby, rows: Rows
) -> None:
    (agent,) = standby(1)
    seen = threading.Barrier(2)
    done: list[str] = []

    def lender() -> None:
        with app.app_context(), system_door() as reader:
            try:
                with unit_of_work(BORROWER):
                    standing.these(reader, RIVAL.queue_id, [agent])
                    seen.wait(30)
                    actions.lend(
                        reader, RIVAL.id, RIVAL.queue_id, [agent], Terms(), person_id=OSCAR.id
                    )
                done.append("lent")
            except Conflict as problem:
                done.append(str(problem.message))

    threads = [threading.Thread(target=lender) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert max(done) == "lent"
    assert "faster" in min(done)
    assert len(rows(LOANS)) == len(rows(SEATS)) == 1


def test_another_company_sees_no_loan(standby: Standby, lend: Lend, rows: Rows) -> None:
    (loan_id,) = lend(standby(1))
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,), staff=True)):
        assert session.get(Loan, loan_id) is None
        with pytest.raises(NotFound):
            actions.recall(HUALAN.id, loan_id, Recall.ASKED)
    with unit_of_work(Acting(tenant_ids=(RIVAL.id,))):
        assert session.get(Loan, loan_id) is not None
    assert rows(LOANS)[0].recalled_at is None
