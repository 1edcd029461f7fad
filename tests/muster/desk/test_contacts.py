"""A contact's window and what its agent does with it, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.conversations.models import Contact
from muster.db import uuid7
from muster.desk.providers import Fact, ProductCard, Providers, providers
from tests.cast import ANN, BEN, HUALAN, RIVAL
from tests.muster.desk.build import consumer_says, in_hand, say, told
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
MACHINE = ProductCard(uuid7(), "h8", "H8 洗衣机", 129900, "CNY", url="/c/hualan/h8")


@pytest.fixture
def given(app: Flask) -> Iterator[Providers]:
    """A floor above that gives everything, and is gone afterwards."""
    before = app.extensions["muster.desk"]
    app.extensions["muster.desk"] = Providers(
        products=lambda tenant_id, _text, _limit: [MACHINE] if tenant_id == HUALAN.id else [],
        product=lambda _, product_id: MACHINE if product_id == MACHINE.product_id else None,
        facts=lambda _: [Fact("Hours", "9–18")],
        reasons=[lambda _: ["Sells washing machines"]],
    )
    yield providers(app)
    app.extensions["muster.desk"] = before


def test_the_window_has_everything(db_owner: Engine, client_for: SignIn, given: Providers) -> None:
    contact_id = in_hand(db_owner, opening="洗衣机不转了" * 50)
    consumer_says(db_owner, contact_id, "在吗")
    window = client_for("ann").get(f"/desk/contacts/{contact_id}").get_json()
    assert window["contact"]["opening"] == "洗衣机不转了" * 50
    assert window["contact"]["language_name"] == "Chinese"
    assert (window["contact"]["consumer_name"], window["contact"]["consumer_phone"]) == (None, None)
    assert [said["body"] for said in window["messages"]] == ["在吗"]
    assert window["draft"] is None


def test_what_is_known_stands_beside_it(
    db_owner: Engine, client_for: SignIn, given: Providers
) -> None:
    contact_id = in_hand(db_owner)
    known = client_for("ann").get(f"/desk/contacts/{contact_id}/background").get_json()
    assert known["products"][0]["price"] == "CN¥1,299.00"
    assert known["facts"] == [{"label": "Hours", "text": "9–18"}]
    assert known["reasons"] == ["Sells washing machines"]


def test_without_anybody_above_the_desk_does_without(
    app: Flask, db_owner: Engine, client_for: SignIn, given: Providers
) -> None:
    app.extensions["muster.desk"] = Providers()
    contact_id = in_hand(db_owner)
    ann = client_for("ann")
    assert ann.get(f"/desk/contacts/{contact_id}/background").get_json() == {}
    assert ann.get(f"/desk/contacts/{contact_id}/products").status_code == 404


def test_a_stranger_sees_no_window(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    cai = client_for("cai")
    for method, path in (
        ("GET", ""),
        ("GET", "/products"),
        ("GET", "/background"),
        ("POST", "/opening"),
        ("POST", "/refusal"),
        ("POST", "/wrap-up"),
        ("POST", "/closure"),
        ("POST", "/typing"),
        ("POST", "/reading"),
        ("PUT", "/draft"),
    ):
        sent = {"up_to": 1} if path == "/reading" else {}
        response = cai.open(f"/desk/contacts/{contact_id}{path}", method=method, json=sent)
        assert response.status_code == 404, (method, path)
    assert build.look(db_owner, Contact, contact_id).state == "active"


def test_open_answer_and_close(app: Flask, db_owner: Engine, client_for: SignIn) -> None:
    build.agents(db_owner, [ANN])
    contact_id, ann = build.contact(db_owner), client_for("ann")
    assert ann.post(f"/desk/contacts/{contact_id}/opening").status_code == 204
    assert say(ann, contact_id).status_code == 201
    refused = ann.post(f"/desk/contacts/{contact_id}/closure", json={})
    assert refused.status_code == 422
    assert told(refused)["field"] == "disposition_id"
    closure = {"disposition_id": str(HUALAN.disposition_id)}
    for _ in range(2):
        closed = ann.post(f"/desk/contacts/{contact_id}/closure", json=closure)
        assert closed.status_code == 204
    assert build.look(db_owner, Contact, contact_id).state == "closed"
    window = ann.get(f"/desk/contacts/{contact_id}").get_json()
    assert [step["state"] for step in window["history"]] == ["active", "closed"]
    assert window["history"][0]["reason"] == "Taken from the waiting contacts"


def test_the_loser_of_a_race_is_told_who_won(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner, BEN)
    build.agents(db_owner, [ANN])
    refused = client_for("ann").post(
        f"/desk/contacts/{contact_id}/opening", headers={"Accept": "application/json"}
    )
    assert refused.status_code == 409
    assert told(refused)["message"] == "Ben Bai has this conversation."


def test_declining_over_http(app: Flask, db_owner: Engine, client_for: SignIn) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner, state="offered", agent_id=ANN.agent_id, agent_slot=1)
    assert client_for("ann").post(f"/desk/contacts/{contact_id}/refusal").status_code == 204
    assert app.extensions["muster.dispatcher"].wait_idle(10)
    assert build.look(db_owner, Contact, contact_id).state == "queued"


def test_a_product_card_is_the_servers_word(
    db_owner: Engine, client_for: SignIn, given: Providers
) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    sent = say(
        ann, contact_id, None, kind="product", product_id=str(MACHINE.product_id), price_minor=1
    )
    assert sent.status_code == 201
    message = build.rows(db_owner, "SELECT * FROM messages")[0]
    assert (message.kind, message.body) == ("product", "H8 洗衣机")
    assert message.payload["price_minor"] == 129900
    gone = say(ann, contact_id, None, kind="product", product_id=str(uuid7()))
    assert gone.status_code == 404


def test_products_of_the_contacts_company(
    db_owner: Engine, client_for: SignIn, given: Providers
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    ann = client_for("ann")
    ours, theirs = in_hand(db_owner), in_hand(db_owner, company=RIVAL, slot=2)
    found = ann.get(f"/desk/contacts/{ours}/products?text=洗衣机").get_json()["products"]
    assert [product["name"] for product in found] == ["H8 洗衣机"]
    assert ann.get(f"/desk/contacts/{theirs}/products").get_json()["products"] == []


def draft_of(db_owner: Engine) -> list[tuple[UUID, str]]:
    rows = build.rows(db_owner, "SELECT agent_id, body FROM desk_drafts")
    return [(row.agent_id, row.body) for row in rows]


def test_a_draft_waits_for_its_agent_on_any_machine(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    here, there, ben = client_for("ann"), client_for("ann"), client_for("ben")
    path = f"/desk/contacts/{contact_id}"
    for body in ("您", "您好 <b>"):
        assert here.put(f"{path}/draft", json={"body": body}).status_code == 204
    assert there.get(path).get_json()["draft"]["body"] == "您好 <b>"
    assert ben.get(path).get_json()["draft"] is None
    assert here.put(f"{path}/draft", json={"body": ""}).status_code == 204
    assert draft_of(db_owner) == []


def test_a_huge_draft_is_cut_and_closing_forgets_it(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    ann.put(f"/desk/contacts/{contact_id}/draft", json={"body": "x" * 100_000})
    assert [(agent, len(body)) for agent, body in draft_of(db_owner)] == [(ANN.agent_id, 20_000)]
    ann.post(
        f"/desk/contacts/{contact_id}/closure", json={"disposition_id": str(HUALAN.disposition_id)}
    )
    assert draft_of(db_owner) == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"state": "break", "reason": "tea"}, 200), ({"state": "asleep"}, 422), ({}, 422)],
)
def test_choosing_a_state(
    db_owner: Engine, client_for: SignIn, sent: dict[str, str], status: int
) -> None:
    response = client_for("ann").post("/desk/state", json=sent)
    assert response.status_code == status
    if status == 200:
        assert response.get_json()["me"]["state"] == "break"
        assert response.get_json()["me"]["reason"] == "tea"
    else:
        assert told(response)["field"] == "state"
