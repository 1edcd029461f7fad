"""Acting from the wall: telling agents, their states, waiting contacts, the team lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from muster.db import uuid7
from tests.cast import ANN, BEN, CAI, HUALAN, OSCAR, RIVAL, SAM
from tests.muster.routing import build as routing
from tests.muster.routing.test_queues import EARLIER, another
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


def post(client: FlaskClient, path: str, live: str = build.LIVE, **values: Any) -> TestResponse:
    return client.post(f"{live}/{path}", json=values)


def tell(client: FlaskClient, *agents: Any, body: str = "开会", **values: Any) -> TestResponse:
    said = {"id": str(uuid7()), "agent_ids": [str(a.agent_id) for a in agents], "body": body}
    return post(client, "agent-messages", **(said | values))


def unread(client: FlaskClient) -> list[str]:
    return [m["body"] for m in client.get("/desk/supervisor-messages").get_json()["messages"]]


def state_of(owner: Engine, person: Any) -> Any:
    with owner.connect() as connection:
        query = text("SELECT state, next_state, state_reason FROM agents WHERE id = :id")
        return connection.execute(query, {"id": person.agent_id}).one()


def test_a_message_to_one_or_to_several_and_who_has_read_it(
    client_for: ClientFor, db_owner: Engine
) -> None:
    sam, ann, ben = client_for("sam"), client_for("ann"), client_for("ben")
    assert tell(sam, ANN, BEN, body="三点开会").status_code == 204
    assert tell(sam, ANN, body="慢一点").status_code == 204
    assert unread(ann) == ["三点开会", "慢一点"]
    assert unread(ben) == ["三点开会"]
    page = sam.get(f"{build.LIVE}/tiles").text
    assert "read by 0 of 2" in page
    first = ben.get("/desk/supervisor-messages").get_json()["messages"][0]
    assert first["name"] == SAM.name
    for _ in range(2):
        assert ben.post(f"/desk/supervisor-messages/{first['id']}/reading").status_code == 204
    assert unread(ben) == []
    assert "read by 1 of 2" in sam.get(f"{build.LIVE}/tiles").text


def test_a_repeated_message_is_told_once(client_for: ClientFor) -> None:
    sam, key = client_for("sam"), str(uuid7())
    for _ in range(2):
        assert tell(sam, ANN, id=key).status_code == 204
    assert unread(client_for("ann")) == ["开会"]


def test_nothing_too_much_and_nobody(client_for: ClientFor) -> None:
    sam = client_for("sam")
    wrong: tuple[dict[str, Any], ...] = ({"body": " "}, {"body": "长" * 1001}, {"agent_ids": []})
    for values in (*wrong, {"agent_ids": "all"}):
        assert tell(sam, ANN, **values).status_code == 422, values
    assert unread(client_for("ann")) == []


def test_agents_of_others_are_not_there(client_for: ClientFor, db_owner: Engine) -> None:
    sam = client_for("sam")
    assert tell(sam, ANN, CAI).status_code == 404
    path = f"agents/{CAI.agent_id}/state"
    assert post(sam, path, state="break", reason="x").status_code == 404
    assert unread(client_for("ann")) == []
    tell(sam, ANN)
    told = client_for("ann").get("/desk/supervisor-messages").get_json()["messages"][0]["id"]
    assert client_for("cai").post(f"/desk/supervisor-messages/{told}/reading").status_code == 404


def test_a_state_with_a_reason_that_the_agent_is_told(
    client_for: ClientFor, db_owner: Engine
) -> None:
    routing.agents(db_owner, [ANN])
    sam, path = client_for("sam"), f"agents/{ANN.agent_id}/state"
    assert post(sam, path, state="break", reason=" ").status_code == 422
    assert post(sam, path, state="interacting", reason="x").status_code == 422
    assert post(sam, path, state="break", reason="该休息了").status_code == 204
    assert tuple(state_of(db_owner, ANN)) == ("break", None, "该休息了")
    with db_owner.connect() as connection:
        query = "SELECT for_agent, payload FROM events WHERE kind = 'agent.state_set'"
        event = connection.execute(text(query)).one()
    assert event.for_agent == ANN.agent_id
    assert event.payload == {"name": SAM.name, "state": "break", "reason": "该休息了"}


def test_who_serves_others_too_is_the_team_lead_s(client_for: ClientFor, db_owner: Engine) -> None:
    routing.agents(db_owner, [ANN])
    routing.assign(db_owner, ANN, RIVAL)
    path = f"agents/{ANN.agent_id}/state"
    answer = post(client_for("sam"), path, state="break", reason="x")
    assert answer.status_code == 409
    assert "Call the team lead" in answer.get_json()["error"]["message"]
    values = {"state": "break", "reason": "x", "tenant_id": str(HUALAN.id)}
    assert post(client_for("oscar"), path, "/ops/live", **values).status_code == 204
    assert state_of(db_owner, ANN).state == "break"


def test_a_waiting_contact_goes_to_an_agent_or_comes_before_others(
    client_for: ClientFor, db_owner: Engine
) -> None:
    waiting, sam = routing.contact(db_owner), client_for("sam")
    agent = {"agent_id": str(ANN.agent_id)}
    refused = post(sam, f"contacts/{waiting}/placement", **agent)
    assert refused.status_code == 409
    assert "not at work" in refused.get_json()["error"]["message"]
    routing.agents(db_owner, [ANN], state="wrap_up", next_state="break")
    names = sam.get(f"{build.LIVE}/contacts/{waiting}/choices").get_json()
    assert [each["name"] for each in names["agents"]] == [ANN.name]
    assert names["queues"] == [], "it waits in the only one"
    assert post(sam, f"contacts/{waiting}/placement", **agent).status_code == 204
    assert build.contact(db_owner, waiting).wanted_agent_id == ANN.agent_id
    assert post(sam, f"contacts/{waiting}/priority", priority=2).status_code == 204
    assert build.contact(db_owner, waiting).priority == 2
    assert post(sam, f"contacts/{waiting}/priority", priority=3).status_code == 422
    assert post(sam, f"contacts/{waiting}/placement").status_code == 422
    foreign = post(sam, f"contacts/{waiting}/placement", queue_id=str(RIVAL.queue_id))
    assert foreign.status_code == 404


def test_a_waiting_contact_goes_to_another_queue_that_is_there(
    client_for: ClientFor, db_owner: Engine
) -> None:
    waiting, sam = routing.contact(db_owner), client_for("sam")
    assert "Customers" not in sam.get(f"{build.LIVE}/tiles").text, "there is no other"
    away = another(db_owner, name="Old times", retired_at=EARLIER)
    repairs = another(db_owner, name="Repairs <b>")
    told = sam.get(f"{build.LIVE}/contacts/{waiting}/choices").get_json()
    assert told["queues"] == [{"id": str(repairs), "name": "Repairs <b>"}]
    refused = post(sam, f"contacts/{waiting}/placement", queue_id=str(away))
    assert refused.status_code == 409
    assert "Old times has been put away" in refused.get_json()["error"]["message"]
    assert build.contact(db_owner, waiting).queue_id == HUALAN.queue_id
    assert post(sam, f"contacts/{waiting}/placement", queue_id=str(repairs)).status_code == 204
    assert build.contact(db_owner, waiting).queue_id == repairs
    assert "Repairs &lt;b&gt;" in sam.get(f"{build.LIVE}/tiles").text


def test_who_may_pin_a_bulletin_comes_to_it_from_the_wall(client_for: ClientFor) -> None:
    for who, path, form in (
        ("sam", build.LIVE, "/portal/hualan/bulletins/new"),
        ("oscar", "/ops/live", "/ops/bulletins/new"),
    ):
        assert f'href="{form}"' in client_for(who).get(path).text
        assert client_for(who).get(form).status_code == 200
    assert "/bulletins/new" not in client_for("vera").get(build.LIVE).text


def test_only_what_waits_is_placed(client_for: ClientFor, db_owner: Engine) -> None:
    ours, sam = build.in_hand(db_owner), client_for("sam")
    for path, values in (
        ("placement", {"agent_id": str(BEN.agent_id)}),
        ("priority", {"priority": 1}),
    ):
        assert post(sam, f"contacts/{ours}/{path}", **values).status_code == 409
    assert build.contact(db_owner, ours).agent_id == ANN.agent_id


def test_calling_the_team_lead(client_for: ClientFor, db_owner: Engine) -> None:
    sam, oscar = client_for("sam"), client_for("oscar")
    assert post(sam, "lead-calls", words=" ").status_code == 422
    assert post(sam, "lead-calls", words="请加派两个人").status_code == 204
    assert "请加派两个人" in oscar.get("/ops/live").text
    with db_owner.connect() as connection:
        alert_id = connection.execute(text("SELECT id FROM alerts")).scalar_one()
    assert oscar.post(f"/ops/live/alerts/{alert_id}/acknowledgement").status_code == 204
    assert "请加派两个人" not in sam.get(f"{build.LIVE}/tiles").text
    with db_owner.connect() as connection:
        query = "SELECT acknowledged_name FROM alerts"
        assert connection.execute(text(query)).scalar_one() == OSCAR.name


def test_who_may_not(client_for: ClientFor, db_owner: Engine) -> None:
    waiting, vera = routing.contact(db_owner), client_for("vera")
    for path in ("agent-messages", f"agents/{ANN.agent_id}/state", "lead-calls"):
        assert post(vera, path).status_code == 403
    assert post(vera, f"contacts/{waiting}/placement").status_code == 403
