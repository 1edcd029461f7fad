"""A page that may not read along hears that something was said, and not what."""

from __future__ import annotations

import pytest
from flask import Flask

from muster.db import Acting, unit_of_work
from muster.events import bus
from muster.events.actions import record
from muster.events.messages import OPERATIONS, TERMS_CHANGED, wall
from tests.cast import HUALAN, RIVAL, Company
from tests.muster.events.listening import Ear, ask, listening

BOTH = Acting(tenant_ids=(HUALAN.id, RIVAL.id))
SAID = {"number": 1, "body": "我的卡号是 6222", "payload": {"picture_id": "p"}}


def say(company: Company) -> None:
    with unit_of_work(BOTH):
        record("message.posted", tenant_id=company.id, for_wall=True, payload=SAID)


def payloads(ear: Ear) -> list[object]:
    return [one.data["payload"] for one in ear.heard if one.event == "message"]


def test_words_of_one_company_are_kept_back_and_those_of_others_are_not(app: Flask) -> None:
    with (
        listening(app, BOTH, OPERATIONS, hushed=lambda: [HUALAN.id]) as hushed,
        listening(app, BOTH, OPERATIONS) as whole,
    ):
        say(HUALAN)
        say(RIVAL)
        for ear in (hushed, whole):
            ear.wait(lambda ear=ear: len(payloads(ear)) == 2)
    assert payloads(hushed) == [{"number": 1}, SAID]
    assert payloads(whole) == [SAID, SAID]


def test_what_was_missed_is_hushed_as_well(app: Flask) -> None:
    say(HUALAN)
    answer = ask(app, BOTH, [wall(HUALAN.id)], hushed=lambda: [HUALAN.id], after=0, format="json")
    assert [event["payload"] for event in answer.get_json()["events"]] == [{"number": 1}]
    with listening(app, BOTH, wall(HUALAN.id), hushed=lambda: [HUALAN.id], after=0) as ear:
        ear.wait(lambda: payloads(ear))
    told = payloads(ear)  # what is on its way to this process may come once more
    assert told == [{"number": 1}] * len(told)


def test_when_the_terms_change_the_page_asks_anew(app: Flask) -> None:
    with (
        listening(app, BOTH, wall(HUALAN.id)) as ours,
        listening(app, BOTH, wall(RIVAL.id)) as theirs,
    ):
        with app.app_context():
            bus.signal(TERMS_CHANGED, tenant_id=HUALAN.id, for_wall=True)
        ours.wait(lambda: ours.ended)
        assert ours.states()[-1] == "renew"
        assert not theirs.ended


def test_terms_that_change_while_a_page_begins_to_listen_hold_for_it(app: Flask) -> None:
    read = iter([(), (HUALAN.id,), (HUALAN.id,), (HUALAN.id,)])
    with listening(app, BOTH, wall(HUALAN.id), hushed=lambda: next(read)) as ear:
        assert len(app.extensions["muster.hub"].listeners) == 1
        say(HUALAN)
        ear.wait(lambda: payloads(ear))
    assert payloads(ear) == [{"number": 1}]


def test_a_page_whose_terms_cannot_be_read_does_not_listen(app: Flask) -> None:
    read = iter([()])
    with pytest.raises(StopIteration):
        ask(app, BOTH, [wall(HUALAN.id)], hushed=lambda: next(read))
    assert len(app.extensions["muster.hub"].listeners) == 0
