"""An agent closes a contact: what the disposition asks for, and the tip that is added."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from muster.conversations.models import Contact
from tests.cast import HUALAN
from tests.muster.closing.build import asks, field, notices, says, tip
from tests.muster.desk.build import in_hand, told
from tests.muster.routing import build

SCRIPT = '<img src=x onerror="alert(1)">'


@pytest.fixture
def ann(client_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_for("ann")


def close(client: FlaskClient, contact_id: UUID, answers: Any = None) -> TestResponse:
    said = {"disposition_id": str(HUALAN.disposition_id), "answers": answers}
    return client.post(f"/desk/contacts/{contact_id}/closure", json=said)


def test_what_is_asked_for_is_kept_with_the_contact(db_owner: Engine, ann: FlaskClient) -> None:
    asks(db_owner, field("order"), field("cost", "number", required=False))
    contact_id = in_hand(db_owner)
    assert close(ann, contact_id, {"order": SCRIPT}).status_code == 204
    contact = build.look(db_owner, Contact, contact_id)
    assert contact.state == "closed"
    assert contact.disposition_answers == [{"label": "Order", "kind": "text", "value": SCRIPT}]


@pytest.mark.parametrize("answers", [None, {}, {"order": ""}, {"order": [1]}, {"cost": "12"}])
def test_without_what_is_required_nothing_is_closed(
    db_owner: Engine, ann: FlaskClient, answers: Any
) -> None:
    asks(db_owner, field("order"))
    contact_id = in_hand(db_owner)
    refused = close(ann, contact_id, answers)
    assert (refused.status_code, told(refused)["field"]) == (422, "order")
    assert build.look(db_owner, Contact, contact_id).state == "active"
    assert notices(db_owner, contact_id) == []


@pytest.mark.parametrize("answers", [[], "text", 7])
def test_a_forged_form_is_refused(db_owner: Engine, ann: FlaskClient, answers: Any) -> None:
    contact_id = in_hand(db_owner)
    assert close(ann, contact_id, answers).status_code == 422


def test_the_desk_knows_what_is_asked_for(db_owner: Engine, ann: FlaskClient) -> None:
    wanted = field("reason", "choice", "late", "broken")
    asks(db_owner, wanted)
    (client,) = ann.get("/desk/clients").get_json()["clients"]
    assert client["dispositions"][0]["fields"] == [wanted]


def test_the_tip_that_fits_best_is_added_once(db_owner: Engine, ann: FlaskClient) -> None:
    tip(db_owner, "General advice")
    fitting = tip(db_owner, "清洗滤网可以防止漏水。", ("漏水", "滤网"))
    tip(db_owner, "About fridges", ("fridge",))
    contact_id = in_hand(db_owner, opening="洗衣机漏水")
    says(db_owner, contact_id, "consumer", "是滤网吗?")
    close(ann, contact_id)
    close(ann, contact_id)
    assert notices(db_owner, contact_id) == [
        ("contact.closed", {"reason": "solved"}),
        ("contact.tip", {"text": "清洗滤网可以防止漏水。", "tip_id": str(fitting)}),
    ]


def test_without_a_tip_that_fits_none_is_added(db_owner: Engine, ann: FlaskClient) -> None:
    tip(db_owner, "About fridges", ("fridge",))
    tip(db_owner, "In English", language="en")
    contact_id = in_hand(db_owner)
    close(ann, contact_id)
    assert [code for code, _ in notices(db_owner, contact_id)] == ["contact.closed"]
