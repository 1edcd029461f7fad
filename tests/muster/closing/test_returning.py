"""A contact goes on: the consumer is back, or its agent fetches it from its snooze."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.closing import ending, returning
from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.errors import Conflict
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, HUALAN
from tests.muster.closing.build import ended, rule, steps
from tests.muster.desk.build import in_hand
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def take_up(contact_id: UUID) -> None:
    with unit_of_work(build.EVERYONE):
        returning.take_up(contact_id, offer_seconds=20)


def look(owner: Engine, contact_id: UUID) -> Contact:
    contact: Contact = build.look(owner, Contact, contact_id)
    return contact


def test_it_is_offered_to_whoever_took_it_first(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, BEN])
    contact_id = ended(db_owner, first_agent_id=BEN.agent_id, disposition_id=HUALAN.disposition_id)
    take_up(contact_id)
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_id, contact.agent_slot) == ("offered", BEN.agent_id, 1)
    assert (contact.closed_at, contact.close_reason, contact.disposition_id) == (None, None, None)
    assert contact.offer_expires_at is not None
    assert steps(db_owner, contact_id) == [("offered", "consumer.returned")]


def test_else_to_whoever_had_it_last(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = ended(db_owner, ANN, first_agent_id=BEN.agent_id)
    take_up(contact_id)
    assert look(db_owner, contact_id).agent_id == ANN.agent_id


def test_with_nobody_at_work_it_waits(app: Flask, db_owner: Engine) -> None:
    contact_id = ended(db_owner)
    take_up(contact_id)
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_id) == ("queued", None)
    assert contact.waiting_since > contact.created_at
    assert steps(db_owner, contact_id) == [("queued", "consumer.returned")]


def test_a_full_desk_is_spared(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], capacity=1)
    build.contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1)
    contact_id = ended(db_owner)
    take_up(contact_id)
    assert look(db_owner, contact_id).state == "queued"


def test_in_wrap_up_it_goes_on_at_once(app: Flask, db_owner: Engine) -> None:
    contact_id = in_hand(db_owner)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET state = 'wrap_up', close_reason = 'solved'"))
    build.agents(db_owner, [ANN], state="wrap_up")
    take_up(contact_id)
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_id, contact.agent_slot) == ("active", ANN.agent_id, 1)
    assert build.look(db_owner, Agent, ANN.agent_id).state == "interacting"


@pytest.mark.parametrize(
    ("ago", "reason"),
    [
        ("8 days", "solved"),
        ("1 hour", "consumer.closed"),
        ("1 hour", "consumer.chose_other"),
        ("1 hour", "inquiry.closed"),
    ],
)
def test_what_is_over_stays_over(app: Flask, db_owner: Engine, ago: str, reason: str) -> None:
    contact_id = ended(db_owner, ago=ago, close_reason=reason)
    with pytest.raises(Conflict):
        take_up(contact_id)
    assert look(db_owner, contact_id).state == "closed"


def test_the_company_says_how_long(app: Flask, db_owner: Engine) -> None:
    contact_id = ended(db_owner, ago="8 days")
    rule(db_owner, reopen_days=30)
    take_up(contact_id)
    assert look(db_owner, contact_id).state == "queued"


def test_an_open_one_is_left_as_it_is(app: Flask, db_owner: Engine) -> None:
    contact_id = in_hand(db_owner)
    take_up(contact_id)
    assert look(db_owner, contact_id).state == "active"
    assert steps(db_owner, contact_id) == []


def test_two_at_once_take_it_up_once(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = ended(db_owner)
    assert build.at_once(app, *[lambda: take_up(contact_id)] * 4) == [None] * 4
    assert len(steps(db_owner, contact_id)) == 1


def test_closing_and_coming_back_at_once_leave_one_truth(app: Flask, db_owner: Engine) -> None:
    contact_id = in_hand(db_owner)

    def close() -> None:
        with unit_of_work(build.at_desk(ANN)):
            ending.close(contact_id, ANN.agent_id, HUALAN.disposition_id, {}, person_id=ANN.id)

    build.at_once(app, close, lambda: take_up(contact_id))
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.closed_at is None, contact.agent_slot) in (
        ("closed", False, None),
        ("offered", True, 1),
    )


def snooze(client: FlaskClient, contact_id: UUID, until: object = None) -> int:
    answer = client.post(f"/desk/contacts/{contact_id}/snooze", json={"until": until})
    return answer.status_code


def soon(**span: int) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


def test_a_snooze_frees_the_place(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    ann = client_for("ann")
    assert snooze(ann, contact_id, soon(hours=2)) == 204
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_id, contact.agent_slot) == ("snoozed", ANN.agent_id, None)
    assert build.look(db_owner, Agent, ANN.agent_id).state == "available"
    inbox = ann.get("/desk/inbox?list=snoozed").get_json()
    assert (inbox["mine"], inbox["snoozed_count"]) == ([], 1)
    assert [row["id"] for row in inbox["others"]] == [str(contact_id)]


def test_the_moment_can_be_changed(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    ann = client_for("ann")
    assert [snooze(ann, contact_id, soon(hours=2)), snooze(ann, contact_id)] == [204, 204]
    assert look(db_owner, contact_id).snoozed_until is None


def test_it_is_fetched_back(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    ann = client_for("ann")
    snooze(ann, contact_id)
    assert ann.delete(f"/desk/contacts/{contact_id}/snooze").status_code == 204
    assert ann.delete(f"/desk/contacts/{contact_id}/snooze").status_code == 204
    assert look(db_owner, contact_id).state == "active"


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00+00:00", "2099-01-01T00:00:00Z",
                                   "2026-11-22T10:00:00", "tomorrow", 7, [], {}])  # fmt: skip
def test_a_moment_that_makes_no_sense_is_refused(
    db_owner: Engine, client_for: SignIn, until: object
) -> None:
    contact_id = in_hand(db_owner)
    assert snooze(client_for("ann"), contact_id, until) == 422
    assert look(db_owner, contact_id).state == "active"


def test_only_its_agent_snoozes(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    assert [snooze(client_for(name), contact_id) for name in ("ben", "cai")] == [404, 404]
    assert client_for("ben").delete(f"/desk/contacts/{contact_id}/snooze").status_code == 404


def test_only_an_open_one_is_snoozed(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    ann = client_for("ann")
    ann.post(f"/desk/contacts/{contact_id}/wrap-up")
    assert snooze(ann, contact_id) == 409


def test_writing_wakes_it(app: Flask, db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    snooze(client_for("ann"), contact_id)
    take_up(contact_id)
    assert look(db_owner, contact_id).state == "active"
    assert steps(db_owner, contact_id)[-1] == ("active", "consumer.returned")
