"""A whisper: for the agent and the supervisors, in no way for the consumer."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from muster.conversations.models import Message
from muster.conversations.queries import transcript, transcripts
from muster.db import Acting, session, unit_of_work, uuid7
from tests.cast import ANN, BEN
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


def test_the_agent_and_the_supervisors_read_it(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    assert build.whisper(client_for("sam"), ours, "问一下型号").status_code == 200
    assert "问一下型号" in client_for("olga").get(f"{build.LIVE}/contacts/{ours}").text
    shown = client_for("ann").get(f"/desk/contacts/{ours}").get_json()["messages"]
    assert [m["body"] for m in shown] == ["问一下型号"]
    (event,) = build.events(db_owner, ours)
    assert event.for_agent == ANN.agent_id
    assert event.for_wall


def test_the_consumer_never_gets_it(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    build.whisper(client_for("sam"), ours, "secret advice")
    inquiry_id = build.contact(db_owner, ours).inquiry_id
    (event,) = build.events(db_owner, ours)
    assert event.for_inquiry is None
    with unit_of_work(Acting(inquiry_id=inquiry_id, market=True)):
        # Even a page of the consumer's that forgot to leave notes out would get nothing.
        assert transcript(ours, notes=True) == []
        assert transcripts([ours], notes=True) == {ours: []}
        assert session.scalars(select(Message)).all() == []
        seen = session.execute(text("SELECT payload FROM events")).scalars().all()
        assert "secret advice" not in str(seen)


def test_another_agent_who_looks_does_not_read_it(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    build.whisper(client_for("sam"), ours, "for Ann alone")
    assert "for Ann alone" not in client_for("ben").get(f"/desk/contacts/{ours}").text


def test_an_agent_moved_away_in_the_middle_of_it(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner, BEN)
    answer = build.whisper(client_for("sam"), ours)
    assert answer.status_code == 409
    assert BEN.name in answer.get_json()["error"]["message"]
    assert build.said(db_owner, ours) == []


def test_nobody_answers_any_more(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    with db_owner.begin() as connection:
        connection.exec_driver_sql("UPDATE contacts SET state = 'wrap_up'")
    assert build.whisper(client_for("sam"), ours).status_code == 409
    assert build.said(db_owner, ours) == []


def test_a_repeated_whisper_is_the_same_whisper(client_for: ClientFor, db_owner: Engine) -> None:
    ours, sam, key = build.in_hand(db_owner), client_for("sam"), str(uuid7())
    first = build.whisper(sam, ours, id=key).get_json()["message"]
    assert build.whisper(sam, ours, id=key).get_json()["message"] == first
    assert len(build.said(db_owner, ours)) == 1


def test_nothing_and_too_much_are_refused(client_for: ClientFor, db_owner: Engine) -> None:
    ours, sam = build.in_hand(db_owner), client_for("sam")
    for body in ("  ", "长" * 8001):
        answer = build.whisper(sam, ours, body)
        assert answer.status_code == 422
        assert answer.get_json()["error"]["field"] == "body"
    assert build.acts(db_owner, ours) == []
