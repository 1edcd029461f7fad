"""Colleagues in one contact hear of each other; the consumer hears of replies only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.db import Acting
from muster.events.messages import Audience, desk, inquiry
from tests.cast import ANN, BEN, HUALAN
from tests.muster.desk.build import in_hand
from tests.muster.events.listening import Ear, listening
from tests.muster.routing import build
from tests.watch.makers import market

SignIn = Callable[[str], FlaskClient]
OURS = Acting(tenant_ids=(HUALAN.id,))


def told(ear: Ear, kind: str) -> list[dict[str, Any]]:
    return [one.data["payload"] for one in ear.heard if one.data.get("kind") == kind]


def of_inquiry(db_owner: Engine) -> tuple[UUID, Audience]:
    inquiry_id = market.inquiry(db_owner)
    return market.contact_of(db_owner, inquiry_id), inquiry(inquiry_id)


def test_who_opens_a_contact_is_told_to_its_desks(
    app: Flask, db_owner: Engine, client_for: SignIn
) -> None:
    contact_id = in_hand(db_owner)
    path = f"/desk/contacts/{contact_id}/viewing"
    with listening(app, OURS, desk(HUALAN.id)) as ear:
        assert client_for("ben").post(path, json={"here": True, "asks": False}).status_code == 204
        assert client_for("ben").post(path, json={"here": False}).status_code == 204
        assert client_for("ben").post(path, json={"asks": True}).status_code == 204
        ear.wait(lambda: len(told(ear, "contact.viewed")) == 3)
    ben = {"who": str(BEN.agent_id), "name": BEN.name}
    assert told(ear, "contact.viewed") == [
        {"here": True, "asks": False, **ben},
        {"here": False, "asks": False, **ben},
        {"here": True, "asks": True, **ben},
    ]
    assert build.rows(db_owner, "SELECT * FROM events") == []


@pytest.mark.parametrize("path", ["viewing", "typing"])
def test_strangers_look_at_nothing(db_owner: Engine, client_for: SignIn, path: str) -> None:
    contact_id = in_hand(db_owner)
    assert client_for("cai").post(f"/desk/contacts/{contact_id}/{path}").status_code == 404


def test_a_consumer_hears_of_replies_and_not_of_notes_or_others(
    app: Flask, db_owner: Engine, client_for: SignIn
) -> None:
    contact_id, consumer = of_inquiry(db_owner)
    path = f"/desk/contacts/{contact_id}/typing"
    ann, ben = client_for("ann"), client_for("ben")
    with (
        listening(app, OURS, consumer) as ear,
        listening(app, OURS, desk(HUALAN.id)) as colleagues,
    ):
        assert ann.post(path, json={"note": True}).status_code == 204
        assert ben.post(path, json={}).status_code == 204
        assert ann.post(path, json={}).status_code == 204
        colleagues.wait(lambda: len(told(colleagues, "contact.typing")) == 3)
        ear.wait(lambda: told(ear, "contact.typing"))
    writers = [payload["who"] for payload in told(colleagues, "contact.typing")]
    assert writers == [str(ANN.agent_id), str(BEN.agent_id), str(ANN.agent_id)]
    assert [payload["who"] for payload in told(ear, "contact.typing")] == [str(ANN.agent_id)]
