"""An agent reports a consumer; operations see it and decide."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from marketplace.inquiry.models import Inquiry
from muster.db import uuid7
from tests.cast import ANN, LONG_AGO
from tests.muster.routing import build

Client = Callable[[str], FlaskClient]


@pytest.fixture
def contact(db_owner: Engine) -> UUID:
    """A contact that Ann has open, of somebody who asked on the market."""
    inquiry_id = uuid7()
    values = {
        "id": inquiry_id,
        "question": "?",
        "locale": "zh",
        "language": "zh",
        "address_hash": "",
        "session_hash": "",
        "promise_at": LONG_AGO,
    }
    with db_owner.begin() as connection:
        connection.execute(insert(Inquiry).values(values))
    contact_id = build.contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1)
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE contacts SET inquiry_id = :inquiry WHERE id = :id"),
            {"inquiry": inquiry_id, "id": contact_id},
        )
    return contact_id


def reasons(db_owner: Engine) -> list[str]:
    with db_owner.connect() as connection:
        found = connection.execute(text("SELECT reason FROM reports WHERE NOT by_consumer"))
        return list(found.scalars())


def complain(client: FlaskClient, contact_id: UUID, reason: object) -> int:
    return client.post(
        f"/desk/contacts/{contact_id}/complaint", json={"reason": reason}
    ).status_code


def test_operations_read_what_an_agent_reports(
    client_for: Client, contact: UUID, db_owner: Engine
) -> None:
    assert complain(client_for("ann"), contact, " 他一直骂人 <b> ") == 204
    assert reasons(db_owner) == ["他一直骂人 <b>"]
    page = client_for("oscar").get("/ops/inquiries").text
    assert "他一直骂人 &lt;b&gt;" in page
    assert "about the consumer" in page


def test_twice_is_once(client_for: Client, contact: UUID, db_owner: Engine) -> None:
    ann = client_for("ann")
    assert [complain(ann, contact, "first"), complain(ann, contact, "second")] == [204, 204]
    assert reasons(db_owner) == ["first"]
    with db_owner.connect() as connection:
        acts = text("SELECT count(*) FROM audit_entries WHERE action = 'consumer.reported'")
        assert connection.scalar(acts) == 1


@pytest.mark.parametrize("reason", ["", "  \x00", None, ["a"], "x" * 1001])
def test_a_reason_that_says_nothing_or_too_much_is_refused(
    client_for: Client, contact: UUID, db_owner: Engine, reason: object
) -> None:
    assert complain(client_for("ann"), contact, reason) == 422
    assert reasons(db_owner) == []


@pytest.mark.parametrize("who", ["ben", "cai"])
def test_only_the_contacts_own_agent_may(
    client_for: Client, contact: UUID, db_owner: Engine, who: str
) -> None:
    assert complain(client_for(who), contact, "not mine") == 404
    assert reasons(db_owner) == []
