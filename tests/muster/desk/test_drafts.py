"""Drafts: the reply and the note apart, each agent's own, gone when it is sent or over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.conversations import actions
from muster.conversations.models import ContactState
from muster.db import Acting, unit_of_work
from tests.cast import ANN, BEN, HUALAN
from tests.muster.desk.build import in_hand, say
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def keep(client: FlaskClient, contact_id: UUID, **typed: Any) -> int:
    return client.put(f"/desk/contacts/{contact_id}/draft", json=typed).status_code


def shown(client: FlaskClient, contact_id: UUID) -> tuple[str, str] | None:
    draft = client.get(f"/desk/contacts/{contact_id}").get_json()["draft"]
    return (draft["body"], draft["note"]) if draft else None


def stored(db_owner: Engine) -> list[tuple[UUID, str, str]]:
    rows = build.rows(db_owner, "SELECT agent_id, body, note FROM desk_drafts")
    return [(row.agent_id, row.body, row.note) for row in rows]


def test_reply_and_note_are_kept_apart(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, here, there = in_hand(db_owner), client_for("ann"), client_for("ann")
    assert keep(here, contact_id, body="您好 <b>") == 204
    assert keep(here, contact_id, note="老客户") == 204
    assert shown(there, contact_id) == ("您好 <b>", "老客户")
    assert shown(client_for("ben"), contact_id) is None
    assert keep(here, contact_id, body="") == 204
    assert stored(db_owner) == [(ANN.agent_id, "", "老客户")]
    assert keep(here, contact_id, note="") == 204
    assert stored(db_owner) == []


@pytest.mark.parametrize("kind", ["text", "note"])
def test_what_was_sent_is_no_draft_even_if_the_page_went_away(
    db_owner: Engine, client_for: SignIn, kind: str
) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    keep(ann, contact_id, body="您好 ", note="您好 ")
    assert say(ann, contact_id, "您好", kind=kind).status_code == 201
    assert shown(ann, contact_id) == (("", "您好 ") if kind == "text" else ("您好 ", ""))


def test_nothing_is_kept_for_who_does_not_serve(db_owner: Engine, client_for: SignIn) -> None:
    assert keep(client_for("cai"), in_hand(db_owner), body="x") == 404
    assert stored(db_owner) == []


@pytest.mark.parametrize("wrong", [{"body": 7}, {"note": ["x"]}])
def test_a_draft_is_a_text(db_owner: Engine, client_for: SignIn, wrong: dict[str, Any]) -> None:
    assert keep(client_for("ann"), in_hand(db_owner), **wrong) == 422


def test_an_ended_contact_has_no_drafts(app: Flask, db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    keep(client_for("ann"), contact_id, body="x")
    keep(client_for("ben"), contact_id, note="y")
    assert {agent for agent, _, _ in stored(db_owner)} == {ANN.agent_id, BEN.agent_id}
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        actions.change_state(actions.find(contact_id), ContactState.CLOSED, "silent")
    assert stored(db_owner) == []
