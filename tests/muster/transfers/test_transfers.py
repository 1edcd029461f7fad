"""Contacts passed from agent to agent, as their desks do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from muster.closing import ending
from muster.conversations.models import Contact, ContactTransfer
from muster.db import unit_of_work
from muster.errors import Conflict
from muster.transfers import actions, timers
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL, Somebody
from tests.muster.closing.build import notices, rule, steps
from tests.muster.desk.build import consumer_writes, in_hand, say, told
from tests.muster.events.listening import eventually
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def ann(client_for: SignIn) -> FlaskClient:
    return client_for("ann")


@pytest.fixture
def ben(client_for: SignIn) -> FlaskClient:
    return client_for("ben")


@pytest.fixture
def contact_id(db_owner: Engine) -> UUID:
    """A contact that Ann has, while Ben is available."""
    build.agents(db_owner, [BEN])
    return in_hand(db_owner)


def ask(
    client: FlaskClient, contact_id: UUID, kind: str = "cold", to: Somebody = BEN, note: str = ""
) -> TestResponse:
    said = {"kind": kind, "to_agent_id": str(to.agent_id), "note": note}
    return client.post(f"/desk/contacts/{contact_id}/transfers", json=said)


def transfers(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/desk/transfers").get_json()["transfers"]
    return found


def do(client: FlaskClient, what: str, owner: Engine) -> TestResponse:
    (row,) = build.rows(owner, "SELECT id FROM contact_transfers ORDER BY id DESC LIMIT 1")
    return client.post(f"/desk/transfers/{row.id}/{what}", json={})


def look(owner: Engine, contact_id: UUID) -> tuple[str, UUID | None, int | None]:
    contact = build.look(owner, Contact, contact_id)
    return contact.state, contact.agent_id, contact.agent_slot


def state(owner: Engine, person: Somebody) -> str:
    return str(build.look(owner, Agent, person.agent_id).state)


def last(owner: Engine) -> Any:
    (row,) = build.rows(owner, "SELECT * FROM contact_transfers ORDER BY id DESC LIMIT 1")
    return row


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


def late(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text("UPDATE contact_transfers SET expires_at = now()"))


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
    consumer_writes(contact_id, "within")
    assert heard(db_owner, BEN) == [*joins, "within"]
    assert heard(db_owner, ANN)[-1] == "within"
    assert build.rows(db_owner, "SELECT count(*) AS n FROM events WHERE for_wall"
                      " AND payload ->> 'body' = 'within'")[0].n == 1  # fmt: skip
    do(ben, "leaving", db_owner)
    consumer_writes(contact_id, "after")
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


def backline(owner: Engine) -> UUID:
    with owner.begin() as connection:
        row_id: UUID = connection.execute(
            text(
                "INSERT INTO queues (id, tenant_id, name, languages, skills, opening_hours,"
                " is_default) SELECT new_id(), tenant_id, 'Backline', languages, skills,"
                " opening_hours, false FROM queues WHERE id = :id RETURNING id"
            ),
            {"id": HUALAN.queue_id},
        ).scalar_one()
    return row_id


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


def act(what: Callable[..., object], *args: object) -> Callable[[], None]:
    def run() -> None:
        with unit_of_work(build.EVERYONE):
            what(*args, person_id=ANN.id)

    return run


def asking(kind: str, contact_id: UUID) -> Callable[[], None]:
    def run() -> None:
        with unit_of_work(build.EVERYONE):
            actions.ask(
                contact_id, ANN.agent_id, BEN.agent_id, kind, "", person_id=ANN.id, offer_seconds=20
            )

    return run


def test_two_at_once_are_one(app: Flask, contact_id: UUID, db_owner: Engine) -> None:
    kinds = ("cold", "warm", "together", "warm")
    outcomes = build.at_once(app, *[asking(kind, contact_id) for kind in kinds])
    assert all(outcome is None or isinstance(outcome, Conflict) for outcome in outcomes)
    assert len(build.rows(db_owner, "SELECT id FROM contact_transfers")) == 1


def test_accepting_against_taking_back(app: Flask, contact_id: UUID, db_owner: Engine) -> None:
    asking("cold", contact_id)()
    transfer_id = last(db_owner).id
    outcomes = build.at_once(
        app,
        act(actions.accept, transfer_id, BEN.agent_id),
        act(actions.leave, transfer_id, ANN.agent_id),
    )
    (failed,) = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(failed, Conflict)
    ends = {"done": BEN.agent_id, "taken_back": ANN.agent_id}
    transfer = build.look(db_owner, ContactTransfer, transfer_id)
    assert look(db_owner, contact_id) == ("active", ends[transfer.state], 1)
    assert transfer.slot is None


def test_closing_against_accepting(app: Flask, contact_id: UUID, db_owner: Engine) -> None:
    asking("cold", contact_id)()
    transfer_id = last(db_owner).id

    def close() -> None:
        with unit_of_work(build.at_desk(ANN)):
            ending.close(contact_id, ANN.agent_id, HUALAN.disposition_id, {}, person_id=ANN.id)

    build.at_once(app, close, act(actions.accept, transfer_id, BEN.agent_id))
    assert look(db_owner, contact_id) in (
        ("closed", ANN.agent_id, None),
        ("active", BEN.agent_id, 1),
    )
    assert build.look(db_owner, ContactTransfer, transfer_id).ended_at is not None


def called_back(owner: Engine, person: Somebody) -> None:
    """As a recall of lent standby, or a release from a call-in, does it."""
    leaves = text("UPDATE seat_assignments SET leaving_at = now() WHERE agent_id = :agent")
    with owner.begin() as connection:
        connection.execute(leaves, {"agent": person.agent_id})


@pytest.mark.parametrize("kind", ["cold", "warm", "together"])
def test_who_is_called_back_is_asked_no_more(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine, kind: str
) -> None:
    ask(ann, contact_id, kind)
    called_back(db_owner, BEN)
    refused = do(ben, "acceptance", db_owner)
    assert (refused.status_code, "called back" in refused.text) == (409, True)
    timers.end_late()
    assert transfers(ben) == []
    assert last(db_owner).state == "taken_back"
    assert look(db_owner, contact_id) == ("active", ANN.agent_id, 1)
    again = ask(ann, contact_id, kind)
    assert (again.status_code, "takes nothing new" in again.text) == (409, True)


def test_who_is_in_it_already_may_end_it_in_peace(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id, "warm")
    assert do(ben, "acceptance", db_owner).status_code == 204
    called_back(db_owner, BEN)
    timers.end_late()
    assert last(db_owner).state == "consulting"
