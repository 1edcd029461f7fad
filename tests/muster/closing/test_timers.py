"""What the clock does: wrap-up ends, silence closes, snoozed contacts come back."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from muster.closing import ending, timers
from muster.conversations.models import Contact, ContactState
from muster.db import unit_of_work
from muster.workforce.models import Agent
from tests.cast import ANN, HUALAN
from tests.muster.closing.build import AGO, age, notices, rule, says, steps, tip
from tests.muster.desk.build import in_hand
from tests.muster.routing import build


def wrapping(owner: Engine, ago: str) -> UUID:
    contact_id = build.contact(
        owner,
        state="wrap_up",
        agent_id=ANN.agent_id,
        agent_slot=1,
        state_since=text(AGO % ago),
    )
    build.agents(owner, [ANN], state="wrap_up")
    return contact_id


def snoozed(owner: Engine, until: str, state: str = "available") -> UUID:
    build.agents(owner, [ANN], state=state)
    return build.contact(
        owner, state="snoozed", agent_id=ANN.agent_id, snoozed_until=text(f"now() + {until}")
    )


def look(owner: Engine, contact_id: UUID) -> Contact:
    contact: Contact = build.look(owner, Contact, contact_id)
    return contact


def test_wrap_up_that_lasts_too_long_is_over(app: Flask, db_owner: Engine) -> None:
    tip(db_owner, "A tip")
    contact_id = wrapping(db_owner, "181 seconds")
    timers.end_wrap_up()
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_slot, contact.close_reason) == (
        "closed",
        None,
        "wrap_up.over",
    )
    assert steps(db_owner, contact_id) == [("closed", "wrap_up.over")]
    assert build.look(db_owner, Agent, ANN.agent_id).state == "available"
    assert [code for code, _ in notices(db_owner, contact_id)] == ["contact.tip"]


def test_a_state_chosen_ahead_takes_effect(app: Flask, db_owner: Engine) -> None:
    wrapping(db_owner, "10 minutes")
    build.agents(db_owner, [ANN], state="wrap_up", next_state="meal")
    timers.end_wrap_up()
    assert build.look(db_owner, Agent, ANN.agent_id).state == "meal"


def test_the_limit_is_the_queues_then_the_companys(app: Flask, db_owner: Engine) -> None:
    contact_id = wrapping(db_owner, "200 seconds")
    rule(db_owner, wrap_up_seconds=600)
    timers.end_wrap_up()
    assert look(db_owner, contact_id).state == "wrap_up"
    rule(db_owner, HUALAN.queue_id, wrap_up_seconds=60)
    timers.end_wrap_up()
    assert look(db_owner, contact_id).state == "closed"


def test_wrap_up_that_has_moved_on_is_left_alone(app: Flask, db_owner: Engine) -> None:
    contact_id = in_hand(db_owner)
    with unit_of_work(build.EVERYONE):
        ending.close_by_rule(contact_id, ANN.agent_id, ContactState.WRAP_UP)
    assert look(db_owner, contact_id).state == "active"


def test_a_silent_consumer_is_let_go(app: Flask, db_owner: Engine) -> None:
    contact_id = in_hand(db_owner)
    says(db_owner, contact_id, "consumer")
    says(db_owner, contact_id, "agent")
    age(db_owner, contact_id, "25 hours", "last_message_at", "state_since")
    timers.end_silence()
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_slot, contact.close_reason) == ("closed", None, "silence")
    assert notices(db_owner, contact_id) == [("contact.closed", {"reason": "silence"})]
    assert build.look(db_owner, Agent, ANN.agent_id).state == "available"


@pytest.mark.parametrize(("last", "ago"), [("consumer", "25 hours"), ("agent", "23 hours")])
def test_whoever_waits_for_us_or_was_here_is_not(
    app: Flask, db_owner: Engine, last: str, ago: str
) -> None:
    contact_id = in_hand(db_owner)
    says(db_owner, contact_id, last)
    age(db_owner, contact_id, ago, "last_message_at", "state_since")
    timers.end_silence()
    assert look(db_owner, contact_id).state == "active"


def test_the_company_says_how_long_silence_lasts(app: Flask, db_owner: Engine) -> None:
    contact_id = in_hand(db_owner)
    says(db_owner, contact_id, "agent")
    age(db_owner, contact_id, "2 hours", "last_message_at", "state_since")
    rule(db_owner, silence_hours=1)
    timers.end_silence()
    assert look(db_owner, contact_id).state == "closed"


def test_a_snooze_ends_at_its_agent(app: Flask, db_owner: Engine) -> None:
    contact_id = snoozed(db_owner, "interval '-1 second'")
    timers.end_snoozes()
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_id, contact.agent_slot) == ("active", ANN.agent_id, 1)
    assert contact.snoozed_until is None
    assert build.look(db_owner, Agent, ANN.agent_id).state == "interacting"


def test_an_agent_who_is_away_leaves_it_to_others(app: Flask, db_owner: Engine) -> None:
    contact_id = snoozed(db_owner, "interval '-1 second'", state="meal")
    timers.end_snoozes()
    contact = look(db_owner, contact_id)
    assert (contact.state, contact.agent_id) == ("queued", None)
    assert contact.waiting_since > contact.created_at
    assert steps(db_owner, contact_id) == [("queued", "snooze.over")]


def test_a_snooze_lasts_until_its_moment(app: Flask, db_owner: Engine) -> None:
    contact_id = snoozed(db_owner, "interval '1 hour'")
    timers.end_snoozes()
    assert look(db_owner, contact_id).state == "snoozed"
