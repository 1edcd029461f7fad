"""Canned replies at the desk: what they are filled with, what is refused, what is counted."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.conversations import variables
from muster.db import uuid7
from tests.cast import HUALAN, RIVAL
from tests.muster.desk.build import in_hand, say, told
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def reply_of(db_owner: Engine, tenant_id: UUID = HUALAN.id) -> tuple[UUID, int]:
    query = f"SELECT id, use_count FROM canned_replies WHERE tenant_id = '{tenant_id}'"
    row = build.rows(db_owner, query)[0]
    return row.id, row.use_count


def count(client: FlaskClient, contact_id: UUID, reply_id: UUID, message_id: UUID) -> int:
    used = {"reply_id": str(reply_id), "message_id": str(message_id)}
    return client.post(f"/desk/contacts/{contact_id}/replies", json=used).status_code


@pytest.mark.parametrize("left", ["{{consumer_name}}", "您好 {{ product }}，{{today}}"])
def test_what_is_left_open_never_reaches_a_consumer(
    db_owner: Engine, client_for: SignIn, left: str
) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    refused = say(ann, contact_id, left)
    assert refused.status_code == 422
    assert told(refused)["field"] == "body"
    assert variables.unfilled(left)[0] in told(refused)["message"]
    assert say(ann, contact_id, left, kind="note").status_code == 201
    assert say(ann, contact_id, "{{x}} {company}").status_code == 201


def test_a_reply_is_counted_once_a_message(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    reply_id, _ = reply_of(db_owner)
    first, second = uuid7(), uuid7()
    for message_id in (first, first, second):
        assert count(ann, contact_id, reply_id, message_id) == 204
    assert reply_of(db_owner) == (reply_id, 2)


def test_another_companys_reply_is_not_counted(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    theirs, _ = reply_of(db_owner, RIVAL.id)
    assert count(client_for("ann"), contact_id, theirs, uuid7()) == 204
    assert count(client_for("cai"), contact_id, theirs, uuid7()) == 404
    assert reply_of(db_owner, RIVAL.id) == (theirs, 0)


def test_the_desk_gets_what_replies_are_found_by(db_owner: Engine, client_for: SignIn) -> None:
    with db_owner.begin() as connection:
        connection.exec_driver_sql("UPDATE canned_replies SET folder = '售后', language = 'zh'")
        connection.exec_driver_sql("UPDATE tenants SET phone = '+864008107000'")
    client = client_for("ann").get("/desk/clients").get_json()["clients"][0]
    assert client["hotline"] == "400 810 7000"
    assert (client["canned"][0]["folder"], client["canned"][0]["language"]) == ("售后", "zh")


def test_filling_in_leaves_what_is_not_known() -> None:
    text = "{{ company }}: {{product}} {{x}}"
    assert variables.fill(text, {"company": "华澜", "product": ""}) == "华澜: {{product}} {{x}}"
    assert variables.unknown(text) == ["x"]
    assert variables.unfilled(text) == ["company", "product"]
