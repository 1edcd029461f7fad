"""Contacts passed from agent to agent, as their desks do it."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.closing import ending
from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.transfers import timers
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL, Somebody
from tests.muster.closing.build import notices, rule, steps
from tests.muster.desk.build import consumer_writes, say, told
from tests.muster.routing import build
from tests.muster.transfers.build import ask, backline, do, last, late, look, state, transfers
from tests.muster.transfers.conftest import SignIn
from tests.waiting import eventually

SCRIPT = "<script>alert(1)</script>"


def test_cold(contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine) -> None:
    assert ask(ann, contact_id, note=f"  {SCRIPT}  ").status_code == 204
    assert look(db_owner, contact_id) == ("active", ANN.agent_id, 1)
    (asked,) = transfers(ben)
    assert (asked["note"], asked["from_name"], asked["kind"]) == (SCRIPT, ANN.name, "cold")
    assert do(ben, "acceptance", db_owner).status_code == 204
    assert do(ben, "acceptance", db_owner).status_code == 204
    assert look(db_owner, contact_id) == ("active", BEN.agent_id, 1)
    assert (state(db_owner, ANN), state(db_owner, BEN)) == ("available", "interacting")
    assert build.look(db_owner, Contact, contact_id).first_agent_id is None
    assert notices(db_owner, contact_id) == [("agent.took_over", {"name": BEN.name})]
    assert say(ann, contact_id).status_code == 409
    assert say(ben, contact_id).status_code == 201


def test_the_note_is_for_colleagues(contact_id: UUID, ann: FlaskClient, db_owner: Engine) -> None:
    ask(ann, contact_id, note="Warranty has ended")
    query = "SELECT author_name, body FROM messages WHERE kind = 'note'"
    assert [tuple(row) for row in build.rows(db_owner, query)] == [(ANN.name, "Warranty has ended")]
    told_consumer = "SELECT count(*) AS n FROM events WHERE for_inquiry IS NOT NULL"
    assert build.rows(db_owner, told_consumer)[0].n == 0


def test_declined_it_stays(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id)
    assert [do(ben, "declining", db_owner).status_code for _ in range(2)] == [204, 204]
    assert look(db_owner, contact_id) == ("active", ANN.agent_id, 1)
    assert transfers(ann) == []
    assert [reason.split()[0] for _, reason in steps(db_owner, contact_id)] == [
        "transfer.asked",
        "transfer.declined",
    ]
    assert do(ben, "acceptance", db_owner).status_code == 409


def test_not_answered_it_stays(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id)
    late(db_owner)
    assert do(ben, "acceptance", db_owner).status_code == 409
    timers.end_late()
    assert look(db_owner, contact_id) == ("active", ANN.agent_id, 1)
    assert (last(db_owner).state, state(db_owner, BEN)) == ("expired", "not_responding")
    assert ask(ann, contact_id).status_code == 409


def test_warm(contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine) -> None:
    ask(ann, contact_id, "warm", note="Is this covered?")
    assert do(ben, "acceptance", db_owner).status_code == 204
    assert look(db_owner, contact_id) == ("active", ANN.agent_id, 1)
    assert state(db_owner, BEN) == "interacting"
    assert say(ben, contact_id, "Yes, until May", kind="note").status_code == 201
    refused = say(ben, contact_id, "Dear customer")
    assert refused.status_code == 409
    assert "only notes" in told(refused)["message"]
    assert notices(db_owner, contact_id) == []
    assert do(ann, "handover", db_owner).status_code == 204
    assert do(ann, "handover", db_owner).status_code == 204
    assert look(db_owner, contact_id) == ("active", BEN.agent_id, 1)
    assert (state(db_owner, ANN), state(db_owner, BEN)) == ("available", "interacting")


@pytest.mark.parametrize("who", ["ann", "ben"])
def test_warm_and_back(contact_id: UUID, client_for: SignIn, db_owner: Engine, who: str) -> None:
    ann, ben = client_for("ann"), client_for("ben")
    ask(ann, contact_id, "warm")
    do(ben, "acceptance", db_owner)
    assert do(client_for(who), "leaving", db_owner).status_code == 204
    assert look(db_owner, contact_id) == ("active", ANN.agent_id, 1)
    assert (last(db_owner).state, state(db_owner, BEN)) == ("left", "available")
    assert say(ben, contact_id, "Too late", kind="note").status_code == 409


def test_together_both_write(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id, "together")
    do(ben, "acceptance", db_owner)
    assert [say(one, contact_id).status_code for one in (ann, ben)] == [201, 201]
    query = "SELECT author_name FROM messages WHERE kind = 'text' ORDER BY number"
    assert [row.author_name for row in build.rows(db_owner, query)] == [ANN.name, BEN.name]
    assert say(ben, contact_id, company=RIVAL).status_code == 409
    assert do(ben, "leaving", db_owner).status_code == 204
    assert [code for code, _ in notices(db_owner, contact_id)] == ["agent.joined_too", "agent.left"]
    assert say(ben, contact_id).status_code == 409


def heard(owner: Engine, person: Somebody) -> list[str]:
    """What an agent's own stream has been told of."""
    query = "SELECT payload ->> 'body' AS said FROM events WHERE kind = 'message.posted'"
    rows = build.rows(owner, f"{query} AND for_agent = '{person.agent_id}' ORDER BY id")
    return [row.said for row in rows]


@pytest.mark.parametrize(("kind", "joins"), [("warm", []), ("together", ["agent.joined_too"])])
def test_who_is_in_it_too_hears_what_is_said(
    contact_id: UUID,
    ann: FlaskClient,
    ben: FlaskClient,
    db_owner: Engine,
    kind: str,
    joins: list[str],
) -> None:
    ask(ann, contact_id, kind)
    say(ann, contact_id, "before")
    assert heard(db_owner, BEN) == []
    do(ben, "acceptance", db_owner)
    consumer_writes(db_owner, contact_id, "within")
    assert heard(db_owner, BEN) == [*joins, "within"]
    assert heard(db_owner, ANN)[-1] == "within"
    assert build.rows(db_owner, "SELECT count(*) AS n FROM events WHERE for_wall"
                      " AND payload ->> 'body' = 'within'")[0].n == 1  # fmt: skip
    do(ben, "leaving", db_owner)
    consumer_writes(db_owner, contact_id, "after")
    assert "after" not in heard(db_owner, BEN)
    assert heard(db_owner, ANN)[-1] == "after"


def test_the_place_counts_for_both(
    app: Flask, contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    build.agents(db_owner, [BEN], capacity=1)
    ask(ann, contact_id, "together")
    waiting = build.contact(db_owner)
    assert ben.post(f"/desk/contacts/{waiting}/opening").status_code == 409
    do(ben, "leaving", db_owner)
    assert ben.post(f"/desk/contacts/{waiting}/opening").status_code == 204
    refused = ask(ann, contact_id, "together")
    assert refused.status_code == 409


def test_closed_while_it_is_pending(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id)
    closed = ann.post(
        f"/desk/contacts/{contact_id}/closure",
        json={"disposition_id": str(HUALAN.disposition_id)},
    )
    assert closed.status_code == 204
    late_answer = do(ben, "acceptance", db_owner)
    assert late_answer.status_code == 409
    assert told(late_answer)["message"] == "This conversation has ended."
    assert (last(db_owner).state, last(db_owner).slot) == ("contact_over", None)
    assert look(db_owner, contact_id) == ("closed", ANN.agent_id, None)
    assert transfers(ben) == []


def test_closed_while_together_frees_both(
    app: Flask, contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id, "together")
    do(ben, "acceptance", db_owner)
    with unit_of_work(build.at_desk(ANN)):
        ending.close(contact_id, ANN.agent_id, HUALAN.disposition_id, {}, person_id=ANN.id)
    eventually(lambda: (state(db_owner, ANN), state(db_owner, BEN)) == ("available", "available"))


def test_what_was_taken_away_is_cleared(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id, "warm")
    do(ben, "acceptance", db_owner)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET agent_id = NULL, agent_slot = NULL"))
    assert do(ann, "handover", db_owner).status_code == 409
    timers.end_late()
    assert (last(db_owner).state, state(db_owner, BEN)) == ("contact_over", "available")


def test_only_one_is_asked(contact_id: UUID, ann: FlaskClient, db_owner: Engine) -> None:
    assert [ask(ann, contact_id).status_code for _ in range(2)] == [204, 204]
    assert ask(ann, contact_id, "warm").status_code == 409
    assert len(build.rows(db_owner, "SELECT id FROM contact_transfers")) == 1


def test_who_cannot_be_asked(contact_id: UUID, ann: FlaskClient, db_owner: Engine) -> None:
    assert [ask(ann, contact_id, to=who).status_code for who in (CAI, ANN)] == [404, 404]
    build.agents(db_owner, [BEN], state="meal")
    refused = ask(ann, contact_id)
    assert (refused.status_code, "not at work" in told(refused)["message"]) == (409, True)
    build.agents(db_owner, [BEN])
    assert ask(ann, contact_id, "hot").status_code == 422
    assert ask(ann, contact_id, note="x" * 501).status_code == 422
    assert build.rows(db_owner, "SELECT id FROM contact_transfers") == []


def test_only_those_concerned(contact_id: UUID, client_for: SignIn, db_owner: Engine) -> None:
    ann, ben, cai = (client_for(name) for name in ("ann", "ben", "cai"))
    assert ask(ben, contact_id, to=ANN).status_code == 404
    assert ask(cai, contact_id).status_code == 404
    ask(ann, contact_id, "warm")
    acts = ("acceptance", "declining", "handover", "leaving")
    assert [do(cai, act, db_owner).status_code for act in acts] == [404] * 4
    assert [do(ann, act, db_owner).status_code for act in acts[:2]] == [404, 404]
    assert do(ben, "handover", db_owner).status_code == 404


def test_to_a_queue(contact_id: UUID, ann: FlaskClient, db_owner: Engine) -> None:
    other = backline(db_owner)
    said = {"to_queue_id": str(other), "note": "Needs a technician"}
    choices = ann.get(f"/desk/contacts/{contact_id}/colleagues").get_json()
    assert [queue["id"] for queue in choices["queues"]] == [str(other)]
    assert [agent["name"] for agent in choices["agents"]] == [BEN.name]
    assert ann.post(f"/desk/contacts/{contact_id}/transfers", json=said).status_code == 204
    assert build.look(db_owner, Contact, contact_id).queue_id == other
    (queued,) = [step for step in steps(db_owner, contact_id) if "Needs%20a" in step[1]]
    assert queued[0] == "queued"


def test_the_backline_gets_it_when_the_time_has_passed(
    contact_id: UUID, ann: FlaskClient, db_owner: Engine
) -> None:
    other = backline(db_owner)
    rule(db_owner, HUALAN.queue_id, escalation_seconds=600, backline_queue_id=other)  # type: ignore[arg-type]
    window = ann.get(f"/desk/contacts/{contact_id}").get_json()
    assert window["contact"]["backline"]["queue_name"] == "Backline"
    timers.escalate()
    assert look(db_owner, contact_id)[0] == "active"
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET state_since = now() - interval '601 seconds'"))
    timers.escalate()
    # From here on it may be offered to somebody of the backline at any moment.
    assert build.look(db_owner, Contact, contact_id).queue_id == other
    escalated = [step for step in steps(db_owner, contact_id) if "transfer.escalated" in step[1]]
    assert [step[0] for step in escalated] == ["queued"]
