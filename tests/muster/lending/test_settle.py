"""The end of a loan: in peace, or by handing back what is open; once, whoever dies in between."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Engine

from muster.db import unit_of_work, uuid7
from muster.errors import NotFound
from muster.lending import actions, settling
from muster.lending.models import Recall
from tests.cast import RIVAL
from tests.muster.activation.conftest import Rows
from tests.muster.lending.conftest import BORROWER, LOANS, Lend, contact, sweep

Standby = Callable[..., list[UUID]]
LATE = "UPDATE loans SET due_at = now() - interval '1 second'"
CHARGES = "SELECT * FROM charges WHERE subject_type = 'loan'"
SEAT = "SELECT * FROM seat_assignments WHERE lent_until IS NOT NULL"


def settle(loan_id: UUID) -> bool:
    with unit_of_work(BORROWER):
        return settling.settle(RIVAL.id, loan_id)


def recall(loan_id: UUID) -> None:
    with unit_of_work(BORROWER):
        actions.recall(RIVAL.id, loan_id, Recall.ASKED)


def test_a_loan_ends_when_the_last_contact_has_ended(
    standby: Standby, lend: Lend, rows: Rows, db_owner: Engine
) -> None:
    (agent,) = standby(1)
    (loan_id,) = lend([agent])
    held = contact(db_owner, agent)
    assert not settle(loan_id)  # nobody has recalled
    recall(loan_id)
    sweep()
    assert rows(LOANS)[0].ended_at is None
    assert rows("SELECT state FROM contacts WHERE id = :id", id=held)[0].state == "active"
    rows("UPDATE contacts SET state = 'closed', agent_slot = NULL")
    sweep()
    (loan,) = rows(LOANS)
    assert loan.ended_at is not None
    assert loan.handed_back == 0
    assert rows(SEAT)[0].ended_at is not None


def test_when_the_time_has_passed_open_contacts_go_back_with_all_that_was_said(
    standby: Standby, lend: Lend, rows: Rows, db_owner: Engine
) -> None:
    (agent,) = standby(1)
    (loan_id,) = lend([agent])
    held = contact(db_owner, agent)
    contact(db_owner, agent, "wrap_up", 2)
    recall(loan_id)
    rows(LATE)
    sweep()
    back = rows("SELECT * FROM contacts WHERE id = :id", id=held)[0]
    assert (back.state, back.agent_id, back.agent_slot) == ("queued", None, None)
    assert back.first_agent_id == agent  # whoever took the matter stays answerable for it
    assert back.priority == 1
    notices = rows("SELECT body FROM messages WHERE contact_id = :id AND kind = 'notice'", id=held)
    assert [row.body for row in notices] == ["contact.passed_on"]
    assert rows(LOANS)[0].handed_back == 1
    assert {row.state for row in rows("SELECT state FROM contacts")} == {"queued", "closed"}


def test_done_again_it_changes_nothing(
    standby: Standby, lend: Lend, rows: Rows, db_owner: Engine
) -> None:
    (agent,) = standby(1)
    (loan_id,) = lend([agent])
    contact(db_owner, agent)
    recall(loan_id)
    rows(LATE)

    def die() -> None:
        with unit_of_work(BORROWER):
            assert settling.settle(RIVAL.id, loan_id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die()
    assert rows(LOANS)[0].ended_at is None
    assert rows("SELECT state FROM contacts")[0].state == "active"
    assert rows("SELECT body FROM messages") == []
    assert settle(loan_id)
    assert not settle(loan_id)
    sweep()
    assert len(rows("SELECT body FROM messages")) == len(rows(CHARGES)) == 1
    with unit_of_work(BORROWER), pytest.raises(NotFound):
        settling.settle(RIVAL.id, uuid7())


def test_the_borrower_pays_the_time_on_the_seat(standby: Standby, lend: Lend, rows: Rows) -> None:
    (loan_id,) = lend(standby(1))
    rows("UPDATE loans SET created_at = now() - interval '90 minutes'")
    recall(loan_id)
    settle(loan_id)
    (charge,) = rows(CHARGES)
    assert (charge.tenant_id, charge.kind, charge.unit) == (RIVAL.id, "use", "seat_hour")
    assert Decimal("1.5") <= charge.quantity < Decimal("1.6")
    assert 6750 <= charge.amount_minor < 7200
    assert (charge.unit_price_minor, charge.currency) == (4500, "CNY")


def test_who_came_back_can_be_lent_again(standby: Standby, lend: Lend, rows: Rows) -> None:
    (agent,) = standby(1)
    for _ in range(2):
        (loan_id,) = lend([agent])
        recall(loan_id)
        assert settle(loan_id)
    assert len(rows(LOANS)) == 2
