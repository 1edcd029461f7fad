"""Pictures in a conversation: the agent's own contact, and pictures only."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from muster.db import uuid7
from tests.cast import ANN, BEN, HUALAN, RIVAL, Company
from tests.muster.desk.build import in_hand, told
from tests.muster.media.photographs import picture
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def upload(
    client: FlaskClient,
    contact_id: UUID,
    content: bytes,
    *,
    message_id: UUID | None = None,
    company: Company = HUALAN,
) -> TestResponse:
    form = {
        "id": str(message_id or uuid7()),
        "tenant_id": str(company.id),
        "file": (BytesIO(content), "../机器.jpg"),
    }
    headers = {"Accept": "application/json"}
    return client.post(f"/desk/contacts/{contact_id}/pictures", data=form, headers=headers)


def kept(db_owner: Engine) -> int:
    return len(build.rows(db_owner, "SELECT 1 FROM pictures"))


def test_a_picture_is_a_message(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    sent = upload(ann, contact_id, picture())
    assert sent.status_code == 201
    payload = sent.get_json()["payload"]
    assert (payload["name"], payload["width"], payload["height"]) == ("机器", 640, 480)
    message = build.rows(db_owner, "SELECT * FROM messages")[0]
    assert (message.kind, message.payload) == ("picture", payload)
    shown = f"/pictures/{payload['picture_id']}/full"
    assert ann.get(shown).status_code == 200
    assert client_for("cai").get(shown).status_code == 404


def test_what_is_no_picture_is_refused(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    refused = upload(client_for("ann"), contact_id, b"<svg onload=alert(1)>")
    assert refused.status_code == 422
    assert told(refused)["field"] == "file"
    assert kept(db_owner) == 0
    assert build.rows(db_owner, "SELECT 1 FROM messages") == []


def test_nothing_is_kept_for_the_wrong_company_or_agent(
    db_owner: Engine, client_for: SignIn
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    ours, bens = in_hand(db_owner), in_hand(db_owner, BEN)
    ann = client_for("ann")
    assert upload(ann, ours, picture(), company=RIVAL).status_code == 409
    assert upload(ann, bens, picture()).status_code == 409
    assert kept(db_owner) == 0


def test_a_picture_must_be_chosen(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    form = {"id": str(uuid7()), "tenant_id": str(HUALAN.id)}
    refused = client_for("ann").post(
        f"/desk/contacts/{contact_id}/pictures", data=form, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422
    assert told(refused)["message"] == "Choose a picture first."
