"""VIPs come first, with their agent or team; the page never holds their numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text, update

from marketplace.inquiry import timers
from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.routing import passes, reasons
from muster.routing.actions import open_contact
from muster.routing.dispatcher import EXTENSION
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL
from tests.marketplace.inquiry.conftest import Raised
from tests.muster.routing import build

ClientFor = Callable[[str], FlaskClient]
Asks = Callable[..., Raised]
VIPS = "/portal/hualan/vips"
PHONE = "+8613800138000"
FORM = {"name": "Mr Li", "phone": PHONE, "agent_id": str(BEN.agent_id)}


def leaves_number(anyone: FlaskClient, inquiry: Raised, phone: str = "138 0013 8000") -> None:
    url = inquiry.url(f"/contacts/{inquiry.contact}/number")
    assert anyone.post(url, data={"name": "Li", "phone": phone}).status_code == 303


def test_a_vip_is_listed_without_the_number(client_for: ClientFor, db_owner: Engine) -> None:
    sam = client_for("sam")
    for _ in range(2):
        assert sam.post(VIPS, data=FORM).status_code == 303
    page = sam.get(VIPS).text
    assert "Mr Li" in page
    assert "+86138…00" in page
    assert "13800138000" not in page
    assert len(build.rows(db_owner, "SELECT FROM vip_customers")) == 1
    row = build.rows(db_owner, "SELECT * FROM vip_customers")[0]
    assert "138001" not in row.phone_hash
    assert sam.post(f"{VIPS}/{row.id}/removal").status_code == 303
    assert build.rows(db_owner, "SELECT FROM vip_customers") == []


def test_one_vip_by_number_and_by_address(client_for: ClientFor, db_owner: Engine) -> None:
    sam, by_address = client_for("sam"), {"phone": "", "email": "Li.Wei@Example.com"}
    for values in ({}, {"email": "li.wei@example.com"}, by_address | {"name": "Li Wei"}):
        assert sam.post(VIPS, data=FORM | values).status_code == 303
    (row,) = build.rows(db_owner, "SELECT * FROM vip_customers")
    assert (row.name, row.phone_masked, row.email_masked) == (
        "Li Wei",
        "+86138…00",
        "l…@example.com",
    )
    assert "li.wei" not in sam.get(VIPS).text
    other = {"name": "Ms Wu", "phone": "+8613900139000"}
    assert sam.post(VIPS, data=FORM | other).status_code == 303
    both = sam.post(VIPS, data=FORM | other | {"email": "li.wei@example.com"})
    assert both.status_code == 422
    assert "belong to two people" in both.text
    only = by_address | {"name": "Ms Sun", "email": "sun@example.com"}
    for _ in range(2):
        assert sam.post(VIPS, data=FORM | only).status_code == 303
    assert len(build.rows(db_owner, "SELECT FROM vip_customers")) == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"email": "li"}, "email"),
        ({"name": ""}, "name"),
        ({"agent_id": ""}, "agent_id"),
        ({"agent_id": str(CAI.agent_id)}, "agent_id"),
        ({"queue_id": str(RIVAL.queue_id)}, "queue_id"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client_for: ClientFor, db_owner: Engine, values: dict[str, str], field: str
) -> None:
    refused = client_for("sam").post(VIPS, data=FORM | values)
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert build.rows(db_owner, "SELECT FROM vip_customers") == []


def test_only_those_who_may(client_for: ClientFor, db_owner: Engine) -> None:
    vera = client_for("vera")
    assert vera.get(VIPS).status_code == 200
    assert vera.post(VIPS, data=FORM).status_code == 403


def test_a_vip_waits_for_the_named_agent_and_comes_first(
    app: Flask, client_for: ClientFor, anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    client_for("sam").post(VIPS, data=FORM)
    inquiry = raised()
    build.agents(db_owner, [ANN])
    build.agents(db_owner, [BEN], state="interacting", capacity=1)
    build.contact(db_owner, state="active", agent_id=BEN.agent_id, agent_slot=1)
    leaves_number(anyone, inquiry)
    contact = build.look(db_owner, Contact, inquiry.contact)
    assert (contact.wanted_agent_id, contact.wanted_reason) == (BEN.agent_id, reasons.VIP)
    assert contact.priority == 2
    said = build.rows(db_owner, "SELECT reason FROM contact_changes")[0].reason
    assert "VIP" in reasons.describe(said)
    assert app.extensions[EXTENSION].wait_idle(10)


def test_a_vip_is_known_by_the_address_for_answers_too(
    app: Flask, client_for: ClientFor, anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    address = {"phone": "", "email": "li@example.com"}
    client_for("sam").post(VIPS, data=FORM | address)
    inquiry = raised("洗衣机 机票", count=2)
    build.agents(db_owner, [BEN], state="interacting", capacity=1)
    build.contact(db_owner, state="active", agent_id=BEN.agent_id, agent_slot=1)
    for _ in range(2):
        sent = anyone.post(inquiry.url("/address"), data={"email": "Li@Example.com"})
        assert sent.status_code == 303
    contact = build.look(db_owner, Contact, inquiry.contact)
    assert (contact.wanted_agent_id, contact.priority) == (BEN.agent_id, 2)
    assert build.look(db_owner, Contact, inquiry.contacts[RIVAL.id]).priority == 0
    changes = build.rows(
        db_owner, "SELECT reason FROM contact_changes WHERE contact_id = :id", id=inquiry.contact
    )
    assert [change.reason for change in changes].count(reasons.IS_VIP_BY_MAIL) == 1
    assert app.extensions[EXTENSION].wait_idle(10)


def test_a_company_that_is_asked_later_knows_its_vip(
    client_for: ClientFor, anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    address = {"phone": "", "email": "li@example.com", "agent_id": str(CAI.agent_id)}
    client_for("rita").post("/portal/rival/vips", data=FORM | address)
    inquiry = raised("洗衣机 机票", count=1)
    anyone.post(inquiry.url("/address"), data={"email": "li@example.com"})
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE inquiries SET promise_at = now() - interval '1 second'"))
    timers.widen_due()
    found = build.rows(db_owner, "SELECT tenant_id, priority FROM contacts")
    assert {each.tenant_id: each.priority for each in found} == {HUALAN.id: 0, RIVAL.id: 2}


def test_somebody_elses_vip_is_nobody_here(
    app: Flask, client_for: ClientFor, anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    client_for("rita").post("/portal/rival/vips", data=FORM | {"agent_id": str(CAI.agent_id)})
    inquiry = raised()
    leaves_number(anyone, inquiry)
    assert build.look(db_owner, Contact, inquiry.contact).priority == 0


def answered_by(app: Flask, owner: Engine, inquiry: Raised) -> None:
    build.agents(owner, [BEN])
    with unit_of_work(build.at_desk(BEN)):
        open_contact(inquiry.contact, BEN.agent_id, person_id=BEN.id)
    assert app.extensions[EXTENSION].wait_idle(10)


def test_who_comes_back_goes_to_the_first_agent(app: Flask, raised: Asks, db_owner: Engine) -> None:
    first = raised()
    answered_by(app, db_owner, first)
    build.agents(db_owner, [ANN])
    build.agents(db_owner, [BEN], capacity=1)  # whose only place is taken: it waits all the same
    again = raised()
    contact = build.look(db_owner, Contact, again.contact)
    assert (contact.wanted_agent_id, contact.wanted_reason) == (BEN.agent_id, reasons.FIRST_ASK)
    assert contact.state == "queued"
    with db_owner.begin() as connection:
        connection.execute(
            update(Contact).where(Contact.id == first.contact).values(agent_slot=None)
        )
    assert app.extensions[EXTENSION].wait_idle(10)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, again.contact).agent_id == BEN.agent_id
    keys = build.rows(db_owner, "SELECT DISTINCT tenant_id, consumer_key FROM contacts")
    assert len({row.consumer_key for row in keys}) == len({row.tenant_id for row in keys})


def test_not_if_that_agent_is_away(app: Flask, raised: Asks, db_owner: Engine) -> None:
    answered_by(app, db_owner, raised())
    build.agents(db_owner, [BEN], state="meal")
    again = raised()
    assert build.look(db_owner, Contact, again.contact).wanted_agent_id is None


def test_who_comes_back_by_phone_is_known(
    app: Flask, anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    first = raised()
    leaves_number(anyone, first)
    answered_by(app, db_owner, first)
    build.agents(db_owner, [BEN], capacity=1)
    again = raised(session_hash="another browser")
    assert build.look(db_owner, Contact, again.contact).wanted_agent_id is None
    leaves_number(anyone, again)
    assert build.look(db_owner, Contact, again.contact).wanted_agent_id == BEN.agent_id
