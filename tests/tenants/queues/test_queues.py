"""Several queues of a company: made, changed, put away; hours that never open are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.conversations.models import Contact
from tests.cast import ANN, HUALAN, RIVAL
from tests.muster.routing import build

ClientFor = Callable[[str], FlaskClient]
QUEUES = "/portal/hualan/queues"
FORM = {
    "name": "Repairs",
    "priority": "4",
    "always": "y",
    "target_percent": "80",
    "target_seconds": "30",
    "amber_seconds": "20",
    "red_seconds": "45",
}


@pytest.fixture
def sam(client_for: ClientFor) -> FlaskClient:
    return client_for("sam")


def queue(owner: Engine, name: str = "Repairs") -> Any:
    rows = build.rows(owner, "SELECT * FROM queues WHERE name = :name", name=name)
    return rows[0] if rows else None


def made(sam: FlaskClient, owner: Engine, **values: Any) -> Any:
    answer = sam.post(QUEUES, data=FORM | values)
    assert answer.status_code == 303, re.findall(r'-error">.*?</div>', answer.text, re.DOTALL)
    return queue(owner, values.get("name", FORM["name"]))


def test_a_queue_is_made_with_all_its_rules(sam: FlaskClient, db_owner: Engine) -> None:
    repairs = made(
        sam,
        db_owner,
        languages=["en", "zh"],
        topic_words="Repair，维修, repair",
        skills=["sales:3"],
        preferred_skills=["sales"],
        always="",
        mon="9-12, 13:30-18",
        holidays="2026-10-01 National Day\n2027.2.6 春节",
        time_zone="Europe/London",
        offer_seconds="15",
        overflow_to="members",
    )
    assert (repairs.languages, repairs.topic_words) == (["en", "zh"], ["repair", "维修"])
    assert (repairs.needs, repairs.preferred_skills) == (["sales:3"], ["sales"])
    assert repairs.opening_hours == {"mon": [["09:00", "12:00"], ["13:30", "18:00"]]}
    assert repairs.holidays == [
        {"on": "2026-10-01", "name": "National Day"},
        {"on": "2027-02-06", "name": "春节"},
    ]
    assert (repairs.time_zone, repairs.offer_seconds, repairs.priority) == ("Europe/London", 15, 4)
    assert (repairs.overflow_to, repairs.red_seconds) == ("members", 45)

    page = sam.get(f"{QUEUES}/{repairs.id}").text
    assert 'value="09:00-12:00, 13:30-18:00"' in page
    assert "2026-10-01 National Day" in page
    assert re.search(r'value="sales:3" selected', page)
    assert "repair, 维修" in page
    assert "Repairs" in sam.get(QUEUES).text


def test_it_is_renamed_and_keeps_its_contacts(sam: FlaskClient, db_owner: Engine) -> None:
    repairs = made(sam, db_owner)
    contact_id = build.contact(db_owner, queue_id=repairs.id)
    assert sam.post(f"{QUEUES}/{repairs.id}", data=FORM | {"name": "维修"}).status_code == 303
    assert queue(db_owner, "维修").id == build.look(db_owner, Contact, contact_id).queue_id
    said = build.rows(db_owner, "SELECT action, detail FROM audit_entries ORDER BY id")[-1]
    assert (said.action, said.detail["before"]) == ("queue.changed", "Repairs")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Customers"}, "name"),
        ({"always": ""}, "always"),
        ({"always": "", "mon": "nine to five"}, "mon"),
        ({"always": "", "mon": "9-12, 11-15"}, "mon"),
        ({"holidays": "tomorrow"}, "holidays"),
        ({"holidays": "2026-02-30 Nothing"}, "holidays"),
        ({"priority": "9"}, "priority"),
        ({"time_zone": "Moon/Crater"}, "time_zone"),
        ({"target_percent": "101"}, "target_percent"),
        ({"amber_seconds": "60", "red_seconds": "30"}, "red_seconds"),
        ({"offer_seconds": "1"}, "offer_seconds"),
        ({"skills": ["flying:2"]}, "skills"),
        ({"overflow_to": "queue"}, "overflow_queue_id"),
        ({"overflow_to": "backline"}, "overflow_to"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    sam: FlaskClient, db_owner: Engine, values: dict[str, Any], field: str
) -> None:
    refused = sam.post(QUEUES, data=FORM | values)
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert queue(db_owner) is None
    assert build.rows(db_owner, "SELECT FROM queues WHERE tenant_id = :t", t=HUALAN.id) != []


def test_there_is_one_backline(sam: FlaskClient, db_owner: Engine) -> None:
    made(sam, db_owner, is_backline="y")
    refused = sam.post(QUEUES, data=FORM | {"name": "Second", "is_backline": "y"})
    assert 'id="is_backline-error"' in refused.text
    made(sam, db_owner, name="Front", overflow_to="backline")


def test_people_in_a_queue_move_to_the_one_that_is_named(
    app: Flask, sam: FlaskClient, db_owner: Engine
) -> None:
    repairs = made(sam, db_owner)
    front = made(sam, db_owner, name="Front", overflow_to="queue", overflow_queue_id=repairs.id)
    waiting = build.contact(db_owner, queue_id=repairs.id)
    held: dict[str, Any] = {"state": "active", "agent_id": ANN.agent_id, "agent_slot": 1}
    active = build.contact(db_owner, queue_id=repairs.id, **held)

    refused = sam.post(f"{QUEUES}/{repairs.id}/retirement")
    assert refused.status_code == 422
    beside = re.search(
        r'id="heir"[^>]* aria-invalid="true".*?id="heir-error">.*?</div>', refused.text, re.DOTALL
    )
    assert beside is not None
    assert "Choose where they go" in beside[0]
    assert (
        sam.post(f"{QUEUES}/{repairs.id}/retirement", data={"heir": repairs.id}).status_code == 422
    )
    assert queue(db_owner).retired_at is None

    for _ in range(2):  # the second time there is nothing left to do
        heir = {"heir": str(HUALAN.queue_id)}
        assert sam.post(f"{QUEUES}/{repairs.id}/retirement", data=heir).status_code == 303
    assert queue(db_owner).retired_at is not None
    for contact_id, state in ((waiting, "queued"), (active, "active")):
        contact = build.look(db_owner, Contact, contact_id)
        assert (contact.queue_id, contact.state) == (HUALAN.queue_id, state)
    moves = build.rows(db_owner, "SELECT reason FROM contact_changes")
    assert [m.reason for m in moves] == ["queue.retired queue=Repairs to=Customers"] * 2
    assert queue(db_owner, "Front").overflow_queue_id == HUALAN.queue_id
    assert front.overflow_queue_id == repairs.id


@pytest.mark.parametrize("heir", ["Front", None])
def test_the_vips_of_a_team_go_to_its_heir_or_to_the_default_queue(
    sam: FlaskClient, db_owner: Engine, heir: str | None
) -> None:
    repairs, front = made(sam, db_owner), made(sam, db_owner, name="Front")
    vip = {"name": "王总", "phone": "13800138000", "queue_id": str(repairs.id)}
    assert sam.post("/portal/hualan/vips", data=vip).status_code == 303
    data = {"heir": str(front.id)} if heir else {}
    assert sam.post(f"{QUEUES}/{repairs.id}/retirement", data=data).status_code == 303
    [kept] = build.rows(db_owner, "SELECT queue_id FROM vip_customers")
    assert kept.queue_id == (front.id if heir else HUALAN.queue_id)


def test_an_empty_queue_goes_and_comes_back(sam: FlaskClient, db_owner: Engine) -> None:
    repairs = made(sam, db_owner)
    made(sam, db_owner, name="Front", overflow_to="queue", overflow_queue_id=str(repairs.id))
    assert sam.post(f"{QUEUES}/{repairs.id}/retirement").status_code == 303
    assert queue(db_owner, "Front").overflow_to is None
    assert "put away" in sam.get(QUEUES).text
    assert sam.post(f"{QUEUES}/{repairs.id}/return").status_code == 303
    assert queue(db_owner).retired_at is None


def test_the_default_queue_stays(sam: FlaskClient, db_owner: Engine) -> None:
    assert sam.post(f"{QUEUES}/{HUALAN.queue_id}/retirement").status_code == 409
    assert queue(db_owner, "Customers").retired_at is None


def test_who_waits_is_shown_with_the_colour_of_the_wait(sam: FlaskClient, db_owner: Engine) -> None:
    repairs = made(sam, db_owner)
    build.contact(db_owner, queue_id=repairs.id)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET created_at = now() - interval '2 minutes'"))
    page = sam.get(QUEUES).text
    assert "1 person waits." in page
    assert re.search(r'class="chip[^"]*bad', page)


def test_a_viewer_reads_and_cannot_change(
    sam: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    repairs = made(sam, db_owner)
    vera = client_for("vera")
    assert "Repairs" in vera.get(f"{QUEUES}/{repairs.id}").text
    for path in ("", f"/{repairs.id}", f"/{repairs.id}/retirement", f"/{repairs.id}/return"):
        assert vera.post(QUEUES + path, data=FORM).status_code == 403


def test_another_companys_queue_is_not_there(sam: FlaskClient, db_owner: Engine) -> None:
    theirs: UUID = RIVAL.queue_id
    assert sam.get(f"{QUEUES}/{theirs}").status_code == 404
    assert sam.post(f"{QUEUES}/{theirs}", data=FORM).status_code == 404
    repairs = made(sam, db_owner)
    build.contact(db_owner, queue_id=repairs.id)
    heir = {"heir": str(theirs)}
    assert sam.post(f"{QUEUES}/{repairs.id}/retirement", data=heir).status_code == 404
