"""Nobody answers as the wrong company: what a confused page or a forger sends is refused whole."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from muster.db import uuid7
from tests.cast import ANN, BEN, HUALAN, RIVAL, Company
from tests.muster.desk.build import in_hand, say, told
from tests.muster.media.photographs import picture
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def both(db_owner: Engine) -> tuple[UUID, UUID]:
    """Ann serves two companies and has a contact of each."""
    build.assign(db_owner, ANN, RIVAL)
    return in_hand(db_owner), in_hand(db_owner, company=RIVAL, slot=2)


def send_picture(client: FlaskClient, contact_id: UUID, company: Company) -> TestResponse:
    form = {
        "id": str(uuid7()),
        "tenant_id": str(company.id),
        "file": (BytesIO(picture()), "a.jpg"),
    }
    headers = {"Accept": "application/json"}
    return client.post(f"/desk/contacts/{contact_id}/pictures", data=form, headers=headers)


def said(db_owner: Engine) -> set[tuple[UUID, UUID, str]]:
    rows = build.rows(db_owner, "SELECT contact_id, tenant_id, body FROM messages")
    return {(row.contact_id, row.tenant_id, row.body) for row in rows}


def test_two_windows_in_quick_turns_each_speak_for_their_own(
    db_owner: Engine, client_for: SignIn, both: tuple[UUID, UUID]
) -> None:
    ours, theirs = both
    one, other = client_for("ann"), client_for("ann")
    for number in range(5):
        assert say(one, ours, f"ours {number}").status_code == 201
        assert say(other, theirs, f"theirs {number}", company=RIVAL).status_code == 201
        assert say(one, theirs, "wrong", company=HUALAN).status_code == 409
        assert say(other, ours, "wrong", company=RIVAL).status_code == 409
    expected = {(ours, HUALAN.id, f"ours {n}") for n in range(5)}
    assert said(db_owner) == expected | {(theirs, RIVAL.id, f"theirs {n}") for n in range(5)}


@pytest.mark.parametrize("kind", ["text", "note", "picture"])
def test_a_forged_company_is_refused_and_named(
    db_owner: Engine, client_for: SignIn, both: tuple[UUID, UUID], kind: str
) -> None:
    ours, ann = both[0], client_for("ann")
    refused = (
        send_picture(ann, ours, RIVAL)
        if kind == "picture"
        else say(ann, ours, company=RIVAL, kind=kind)
    )
    assert refused.status_code == 409
    assert "another company" in told(refused)["message"]
    assert said(db_owner) == set()
    assert build.rows(db_owner, "SELECT 1 FROM pictures") == []


def test_a_company_that_nobody_serves_is_refused_alike(
    db_owner: Engine, client_for: SignIn
) -> None:
    ours = in_hand(db_owner)
    assert say(client_for("ann"), ours, company=RIVAL).status_code == 409
    assert say(client_for("ann"), ours, tenant_id=str(uuid7())).status_code == 409
    assert said(db_owner) == set()


def test_an_id_from_one_company_is_no_way_into_the_other(
    db_owner: Engine, client_for: SignIn, both: tuple[UUID, UUID]
) -> None:
    ours, theirs = both
    ann, message_id = client_for("ann"), uuid7()
    assert say(ann, ours, "ours", message_id=message_id).status_code == 201
    again = say(ann, theirs, "theirs", company=RIVAL, message_id=message_id)
    assert again.status_code == 404
    assert said(db_owner) == {(ours, HUALAN.id, "ours")}


def test_a_stale_page_after_the_contact_moved_on(
    db_owner: Engine, client_for: SignIn, both: tuple[UUID, UUID]
) -> None:
    ours, ann = both[0], client_for("ann")
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE contacts SET agent_id = %s WHERE id = %s", (BEN.agent_id, ours)
        )
    refused = say(ann, ours)
    assert refused.status_code == 409
    assert "not yours" in told(refused)["message"]
    assert said(db_owner) == set()


def test_a_stale_page_after_the_seat_ended(
    db_owner: Engine, client_for: SignIn, both: tuple[UUID, UUID]
) -> None:
    build.end_assignment(db_owner, ANN, RIVAL)
    assert say(client_for("ann"), both[1], company=RIVAL).status_code == 404
    assert say(client_for("ann"), both[0]).status_code == 201
    assert {company for _, company, _ in said(db_owner)} == {HUALAN.id}
