"""Bulletins for tests, pinned as a supervisor does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from muster.bulletins import actions
from muster.bulletins.actions import Words
from muster.db import Acting, unit_of_work, uuid7
from tests.cast import HUALAN, OLGA, OSCAR, Company

QUESTION = {"question": "Which one?", "choices": ("A", "B"), "right_choice": 1}


def pin(*companies: Company, by_operator: bool = False, **words: Any) -> UUID:
    """Pin one for the agents of these companies, due in an hour; gives its batch."""
    chosen = [company.id for company in companies or (HUALAN,)]
    batch_id = uuid7()
    with unit_of_work(Acting(tenant_ids=tuple(chosen))):
        actions.pin(
            chosen,
            Words(**({"title": "A fault", "body": "The shop is down."} | words)),
            datetime.now(UTC) + timedelta(hours=1),
            batch_id=batch_id,
            person_id=OSCAR.id if by_operator else OLGA.id,
            by_operator=by_operator,
        )
    return batch_id


def bulletin_of(owner: Engine, batch_id: UUID, company: Company = HUALAN) -> UUID:
    """The id of a batch's bulletin at a company."""
    query = text("SELECT id FROM bulletins WHERE batch_id = :batch AND tenant_id = :company")
    values = {"batch": batch_id, "company": company.id}
    with owner.connect() as connection:
        found: UUID = connection.execute(query, values).scalar_one()
        return found


def later(owner: Engine, batch_id: UUID, **passed: float) -> None:
    """Let so much time have passed since it was pinned, and since everybody took a seat."""
    moved = text(
        "UPDATE bulletins SET asked_at = asked_at - CAST(:gone AS interval),"
        " due_at = due_at - CAST(:gone AS interval) WHERE batch_id = :batch"
    )
    with owner.begin() as connection:
        connection.execute(moved, {"gone": timedelta(**passed), "batch": batch_id})
        seats = text(
            "UPDATE seat_assignments SET created_at = created_at - CAST(:gone AS interval)"
        )
        connection.execute(seats, {"gone": timedelta(**passed)})
