"""The operator's wall: all clients, through the audited door; acts where the terms allow."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import Acting, unit_of_work, uuid7
from muster.events.actions import record
from tests.cast import ANN, HUALAN, OSCAR, RIVAL
from tests.muster.desk.test_files import upload
from tests.muster.media.papers import PDF
from tests.muster.media.photographs import picture
from tests.muster.routing import build as routing
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]
LIVE = "/ops/live"


def looked(owner: Engine) -> list[str]:
    with owner.connect() as connection:
        query = "SELECT subject FROM audit_entries WHERE action = 'operations.read' ORDER BY id"
        return list(connection.execute(text(query)).scalars())


def test_all_clients_or_one_of_them(client_for: ClientFor, db_owner: Engine) -> None:
    routing.contact(db_owner, HUALAN, opening="ours waits")
    routing.contact(db_owner, RIVAL, opening="theirs waits")
    oscar = client_for("oscar")
    page = oscar.get(LIVE).text
    assert "ours waits" in page
    assert "theirs waits" in page
    assert RIVAL.name in page
    one = oscar.get(f"{LIVE}?company={HUALAN.id}").text
    assert "ours waits" in one
    assert "theirs waits" not in one
    assert "theirs waits" not in oscar.get(f"{LIVE}/tiles?company={HUALAN.id}").text
    assert looked(db_owner) == ["live wall", f"live wall {HUALAN.id}"]


def test_alarms_of_all_clients_say_whose_they_are(client_for: ClientFor, db_owner: Engine) -> None:
    said = client_for("sam").post("/portal/hualan/live/lead-calls", json={"words": "please come"})
    assert said.status_code == 204
    alarm = re.compile(r'data-item="alert-.*?</li>', re.DOTALL)
    (shown,) = alarm.findall(client_for("oscar").get(LIVE).text)
    assert "please come" in shown
    assert HUALAN.name in shown


def test_a_company_that_is_not_there(client_for: ClientFor) -> None:
    oscar = client_for("oscar")
    for nonsense in (uuid4(), "x"):
        assert oscar.get(f"{LIVE}?company={nonsense}").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("paula", 403), ("ann", 403), ("olga", 404)])
def test_who_may(client_for: ClientFor, db_owner: Engine, who: str, status: int) -> None:
    ours = build.in_hand(db_owner)
    client = client_for(who)
    for path in ("", "/tiles", "/stream?format=json", f"/contacts/{ours}"):
        assert client.get(LIVE + path).status_code == status, path


def test_reading_and_whispering_are_on_the_client_s_record(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours, oscar = build.in_hand(db_owner), client_for("oscar")
    assert oscar.get(f"{LIVE}/contacts/{ours}").status_code == 200
    said = {"id": str(uuid7()), "agent_id": str(ANN.agent_id), "body": "慢一点"}
    assert oscar.post(f"{LIVE}/contacts/{ours}/whispers", json=said).status_code == 200
    assert build.acts(db_owner, ours) == [
        (OSCAR.name, "listen", False),
        (OSCAR.name, "whisper", False),
    ]
    others = client_for("sam").get(f"{build.LIVE}/contacts/{ours}/standing").get_json()["others"]
    assert others == [{"name": OSCAR.name, "side": "operator", "act": "whisper"}]
    with db_owner.connect() as connection:
        query = "SELECT DISTINCT tenant_id FROM audit_entries WHERE action LIKE 'contact.%'"
        assert connection.execute(text(query)).scalars().all() == [HUALAN.id]


def test_the_terms_bind_the_operator_too(client_for: ClientFor, db_owner: Engine) -> None:
    ours, oscar = build.in_hand(db_owner), client_for("oscar")
    agent = {"agent_id": str(ANN.agent_id)}
    assert oscar.post(f"{LIVE}/contacts/{ours}/takeover", json=agent).status_code == 409
    assert build.contact(db_owner, ours).agent_id == ANN.agent_id
    build.agreed(db_owner)
    assert oscar.post(f"{LIVE}/contacts/{ours}/takeover", json=agent).status_code == 200
    assert build.contact(db_owner, ours).taken_over_by == OSCAR.id


def test_what_is_not_there(client_for: ClientFor) -> None:
    oscar = client_for("oscar")
    assert oscar.get(f"{LIVE}/contacts/{uuid4()}").status_code == 404
    assert oscar.post(f"{LIVE}/alerts/{uuid4()}/acknowledgement").status_code == 404


def test_the_terms_are_written_by_the_operator(client_for: ClientFor, db_owner: Engine) -> None:
    address = f"/ops/clients/{HUALAN.id}/supervision"
    oscar = client_for("oscar")
    assert oscar.get(address).status_code == 200
    assert oscar.post(address, data={}).status_code == 422
    stated = {"stated": "yes", "listen": "y", "take_over": "y"}
    assert oscar.post(address, data=stated).status_code == 303
    with db_owner.connect() as connection:
        row = connection.execute(text("SELECT * FROM supervision_terms")).one()
    assert (row.listen, row.whisper, row.barge, row.take_over) == (True, False, False, True)
    assert (row.tenant_id, row.changed_by) == (HUALAN.id, OSCAR.id)
    assert client_for("paula").get(address).status_code == 403
    assert client_for("olga").get(address).status_code == 404
    settings = client_for("olga").get("/portal/hualan/live/settings").text
    assert "Take over ✓" in settings
    assert "Join in –" in settings


def test_files_and_pictures_of_a_contact_are_on_the_client_s_record(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours, oscar = build.in_hand(db_owner), client_for("oscar")
    payloads = [
        upload(client_for("ann"), ours, content, name="a").get_json()["payload"]
        for content in (PDF, picture())
    ]
    file = f"{LIVE}/files/{payloads[0]['file_id']}"
    image = f"{LIVE}/contacts/{ours}/pictures/{payloads[1]['picture_id']}/full"
    page = oscar.get(f"{LIVE}/contacts/{ours}").text
    assert f'href="{file}"' in page
    assert f'href="{image}"' in page
    assert oscar.get(file).data == PDF
    assert oscar.get(image).content_type.startswith("image/")
    with db_owner.connect() as connection:
        query = "SELECT tenant_id, subject FROM audit_entries WHERE action = 'contact.file_opened'"
        assert tuple(connection.execute(text(query)).one()) == (HUALAN.id, str(ours))
    assert client_for("paula").get(file).status_code == 403
    assert client_for("olga").get(image).status_code == 404
    assert oscar.get(f"{LIVE}/files/{uuid4()}").status_code == 404
    build.agreed(db_owner, listen=False)
    assert (oscar.get(file).status_code, oscar.get(image).status_code) == (409, 409)


def test_words_that_nobody_may_read_do_not_travel_to_a_wall(
    client_for: ClientFor, db_owner: Engine
) -> None:
    walls = [(client_for("oscar"), LIVE), (client_for("sam"), f"/portal/{HUALAN.slug}/live")]
    written = routing.contact(db_owner, HUALAN)
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        record(
            "message.posted",
            tenant_id=HUALAN.id,
            contact_id=written,
            for_wall=True,
            payload={"number": 1, "body": "我的卡号"},
        )

    def heard() -> list[str | None]:
        told = [person.get(f"{live}/stream?format=json&after=0") for person, live in walls]
        events = [event for answer in told for event in answer.get_json()["events"]]
        posted = [event["payload"] for event in events if event["kind"] == "message.posted"]
        return [payload.get("body") for payload in posted]

    assert heard() == ["我的卡号"] * 2
    build.agreed(db_owner, HUALAN, listen=False)
    assert heard() == [None] * 2


def test_the_wall_over_all_clients_offers_what_each_contract_allows(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours, theirs = routing.contact(db_owner, HUALAN), routing.contact(db_owner, RIVAL)
    build.agreed(db_owner, HUALAN, listen=False)
    for path in ("", "/tiles"):
        page = client_for("oscar").get(LIVE + path).text
        assert f'data-read="{theirs}"' in page
        assert f'data-read="{ours}"' not in page
