"""Taking over: one holder, whatever races; nothing of anybody's words is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text, update
from sqlalchemy.exc import IntegrityError

from muster.conversations.models import Contact
from muster.db import uuid7
from tests.cast import ANN, BEN, HUALAN, OLGA, SAM
from tests.muster.closing.build import notices
from tests.muster.desk.build import say
from tests.muster.routing import build as routing
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def allowed(db_owner: Engine) -> None:
    build.agreed(db_owner)


def take(client: FlaskClient, contact_id: UUID) -> Any:
    return build.do(client, contact_id, "takeover", agent_id=str(ANN.agent_id))


def speak(client: FlaskClient, contact_id: UUID) -> int:
    return build.do(client, contact_id, "messages", id=str(uuid7()), body="我来").status_code


def at_once(**people: Callable[[], Any]) -> dict[str, Any]:
    """What each of these gets who all act at the same moment."""
    together, answers = threading.Barrier(len(people)), {}

    def act(name: str) -> None:
        together.wait()
        answers[name] = people[name]()

    crew = [threading.Thread(target=act, args=(name,)) for name in people]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    return answers


def state_of(owner: Engine) -> str:
    with owner.connect() as connection:
        found = connection.execute(
            text("SELECT state FROM agents WHERE id = :id"), {"id": ANN.agent_id}
        )
        return str(found.scalar_one())


def test_the_agent_s_place_is_free_and_the_supervisor_answers(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours, sam = build.in_hand(db_owner), client_for("sam")
    told = take(sam, ours).get_json()
    assert told["holds"]
    row = build.contact(db_owner, ours)
    assert (row.state, row.agent_id, row.agent_slot) == ("active", None, None)
    assert row.taken_over_by == SAM.id
    assert state_of(db_owner) == "available"
    assert speak(sam, ours) == 200
    assert [kind for kind, *_ in build.said(db_owner, ours)] == ["system", "supervisor"]
    assert build.contact(db_owner, ours).first_answer_at is not None


def test_the_agent_s_next_message_is_refused_in_words(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = build.in_hand(db_owner)
    take(client_for("sam"), ours)
    answer = say(client_for("ann"), ours, "等一下")
    assert answer.status_code == 409
    assert "not yours any more. Nothing was sent" in answer.get_json()["error"]["message"]


def test_at_the_moment_the_agent_sends(client_for: ClientFor, db_owner: Engine) -> None:
    """Either the message stands before the take-over, or it was refused: never after it."""
    for _ in range(5):
        ours = build.in_hand(db_owner)
        ann, sam = client_for("ann"), client_for("sam")
        answers = at_once(
            agent=partial(say, ann, ours, "刚写好"), supervisor=partial(take, sam, ours)
        )
        assert answers["supervisor"].status_code == 200
        bodies = [body for *_, body in build.said(db_owner, ours)]
        arrived = {201: ["刚写好", "supervisor.took_over"], 409: ["supervisor.took_over"]}
        assert bodies == arrived[answers["agent"].status_code]


def test_of_two_supervisors_exactly_one_wins(client_for: ClientFor, db_owner: Engine) -> None:
    for _ in range(5):
        ours = build.in_hand(db_owner)
        sam, olga = client_for("sam"), client_for("olga")
        answers = at_once(sam=partial(take, sam, ours), olga=partial(take, olga, ours))
        statuses = {name: answer.status_code for name, answer in answers.items()}
        assert sorted(statuses.values()) == [200, 409]
        winner, loser = sorted(statuses, key=lambda name: statuses[name])
        named = {"sam": SAM, "olga": OLGA}[winner]
        assert build.contact(db_owner, ours).taken_over_by == named.id
        assert named.name in answers[loser].get_json()["error"]["message"]


def test_the_database_allows_one_holder_only(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    with pytest.raises(IntegrityError, match="one_holder"), db_owner.begin() as connection:
        connection.execute(update(Contact).where(Contact.id == ours).values(taken_over_by=SAM.id))


def test_handing_back_to_the_agent_it_was_taken_from(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours, sam = build.in_hand(db_owner), client_for("sam")
    take(sam, ours)
    told = build.do(sam, ours, "return").get_json()
    assert not told["holds"]
    row = build.contact(db_owner, ours)
    assert (row.agent_id, row.agent_slot, row.taken_over_by) == (ANN.agent_id, 1, None)
    assert state_of(db_owner) == "interacting"
    assert say(client_for("ann"), ours, "我回来了").status_code == 201
    assert build.acts(db_owner, ours) == [(SAM.name, "take_over", True)]


def test_handing_back_to_the_queue_when_the_agent_has_gone(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours, sam = build.in_hand(db_owner), client_for("sam")
    take(sam, ours)
    routing.agents(db_owner, [ANN], state="offline")
    build.do(sam, ours, "return")
    row = build.contact(db_owner, ours)
    assert (row.state, row.agent_id, row.taken_over_by) == ("queued", None, None)


def test_the_supervisor_closes_it(client_for: ClientFor, db_owner: Engine) -> None:
    ours, sam = build.in_hand(db_owner), client_for("sam")
    take(sam, ours)
    missing = build.do(sam, ours, "closure", disposition_id=str(uuid7()))
    assert missing.status_code == 422
    build.do(sam, ours, "closure", disposition_id=str(HUALAN.disposition_id))
    row = build.contact(db_owner, ours)
    assert (row.state, row.taken_over_by) == ("closed", None)
    assert notices(db_owner, ours)[-1] == ("contact.closed", {"reason": "supervised"})
    assert all(ended for *_, ended in build.acts(db_owner, ours))


def test_who_does_not_hold_it_cannot_give_it_away(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    take(client_for("sam"), ours)
    olga = client_for("olga")
    for what in ("return", "closure"):
        values = {"disposition_id": str(HUALAN.disposition_id)}
        assert build.do(olga, ours, what, **values).status_code == 409
    assert build.contact(db_owner, ours).taken_over_by == SAM.id


def test_nobody_is_in_it_yet(client_for: ClientFor, db_owner: Engine) -> None:
    waiting = routing.contact(db_owner)
    assert take(client_for("sam"), waiting).status_code == 409
    assert build.contact(db_owner, waiting).state == "queued"


def test_a_transfer_that_was_pending_is_over(client_for: ClientFor, db_owner: Engine) -> None:
    routing.agents(db_owner, [BEN])
    ours = build.in_hand(db_owner)
    asked = {"id": str(uuid7()), "kind": "cold", "to_agent_id": str(BEN.agent_id), "note": "x"}
    values = {"tenant_id": str(HUALAN.id), **asked}
    answer = client_for("ann").post(f"/desk/contacts/{ours}/transfers", json=values)
    assert answer.status_code in (200, 201, 204), answer.text
    take(client_for("sam"), ours)
    with db_owner.connect() as connection:
        row = connection.execute(text("SELECT id, ended_at FROM contact_transfers")).one()
    assert row.ended_at is not None
    late = client_for("ben").post(f"/desk/transfers/{row.id}/acceptance", json={})
    assert late.status_code == 409
    assert build.contact(db_owner, ours).taken_over_by == SAM.id
