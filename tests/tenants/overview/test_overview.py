"""The first page of the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text, update

from muster.conversations.models import Contact
from muster.db import uuid7
from muster.workforce.models import Agent, SeatAssignment, SeatLease
from tenants.overview.queries import first_id
from tests.cast import ANN, BEN, HUALAN, OLGA, RIVAL, Company

ClientFor = Callable[[str], FlaskClient]


def at_work(engine: Engine, state: str, *agent_ids: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(Agent).where(Agent.id.in_(agent_ids)).values(state=state))


def contact(engine: Engine, company: Company, *, seconds: int, answered: bool = False) -> None:
    moment = datetime.now(UTC) - timedelta(seconds=seconds)
    with engine.begin() as connection:
        connection.execute(
            insert(Contact).values(
                id=uuid7(),
                tenant_id=company.id,
                queue_id=company.queue_id,
                origin="test",
                language="zh",
                opening="?",
                state="closed" if answered else "queued",
                state_since=moment,
                created_at=moment,
                first_answer_at=moment if answered else None,
            )
        )


@pytest.fixture
def page(client_for: ClientFor) -> Callable[[], str]:
    return lambda: client_for("vera").get("/portal/hualan").text


def test_it_says_who_is_there_and_that_nobody_waits(
    page: Callable[[], str], db_owner: Engine
) -> None:
    at_work(db_owner, "available", ANN.agent_id)
    assert "1 of your 2 seats are available, and nobody is waiting." in page()


def test_agents_in_a_contact_count_as_available_and_those_on_a_break_do_not(
    page: Callable[[], str], db_owner: Engine
) -> None:
    at_work(db_owner, "interacting", ANN.agent_id)
    at_work(db_owner, "break", BEN.agent_id)
    assert "1 of your 2 seats are available" in page()


def test_it_says_how_many_wait_and_how_long(page: Callable[[], str], db_owner: Engine) -> None:
    at_work(db_owner, "available", ANN.agent_id, BEN.agent_id)
    contact(db_owner, HUALAN, seconds=3725)
    contact(db_owner, HUALAN, seconds=10)
    contact(db_owner, RIVAL, seconds=9999)
    assert (
        "2 of your 2 seats are available, and 2 customers are waiting, the first for 1:02:0"
        in page()
    )


def test_a_company_without_seats_is_told_so(page: Callable[[], str], db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(update(SeatAssignment).values(ended_at=datetime.now(UTC)))
        connection.execute(update(SeatLease).values(ended_at=datetime.now(UTC)))
    assert "You have no seats yet, so nobody answers for you." in page()


def test_seats_without_agents_are_being_assigned(page: Callable[[], str], db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(update(SeatAssignment).values(ended_at=datetime.now(UTC)))
    assert "You have rented 2 seats; their agents are being assigned." in page()


def test_today_begins_at_midnight_of_the_company(page: Callable[[], str], db_owner: Engine) -> None:
    contact(db_owner, HUALAN, seconds=0, answered=True)
    contact(db_owner, HUALAN, seconds=0)
    old = first_id(datetime.now(UTC) - timedelta(days=2))
    with db_owner.begin() as connection:
        connection.execute(
            insert(Contact).values(
                id=old,
                tenant_id=HUALAN.id,
                queue_id=HUALAN.queue_id,
                origin="test",
                language="zh",
                opening="?",
                state="closed",
                state_since=datetime.now(UTC),
            )
        )
    assert "1 of 2" in page()


def test_what_is_left_to_do_goes_when_it_is_done(client_for: ClientFor, db_owner: Engine) -> None:
    olga = client_for("olga")
    assert "step is left" not in olga.get("/portal/hualan").text
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE showcases SET published_at = NULL"))
        connection.execute(
            text("UPDATE people SET email_confirmed_at = NULL WHERE id = :id"), {"id": OLGA.id}
        )
    client = client_for("olga")
    client.post("/account/profile", data={"name": "Olga", "locale": "en"})
    page = client.get("/portal/hualan").text
    assert "2 steps are left" in page
    assert "Complete the showcase" in page


def test_first_id_lies_before_every_id_of_that_moment() -> None:
    now = datetime.now(UTC)
    assert first_id(now - timedelta(seconds=1)) < uuid7() < first_id(now + timedelta(seconds=9))


def test_the_newest_contacts_are_for_who_may_watch(client_for: ClientFor, db_owner: Engine) -> None:
    contact(db_owner, HUALAN, seconds=20)
    contact(db_owner, HUALAN, seconds=90, answered=True)
    contact(db_owner, RIVAL, seconds=5)
    sam = client_for("sam").get("/portal/hualan").text
    rows = sam.split("Newest contacts")[-1].split("</table>")[0].split("<tbody>")[1]
    assert rows.count("<tr>") == 2
    assert "Closed" in rows.split("<tr>")[1]
    assert "Waiting" in rows.split("<tr>")[2]
    assert "Newest contacts" not in client_for("ke").get("/portal/hualan").text
