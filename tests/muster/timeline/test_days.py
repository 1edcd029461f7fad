"""Rows become days: stretches, bars in lanes, and what a company may not see of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from muster.timeline import days
from tests.muster.timeline.build import at

AGENT = uuid4()
SHOWN = (at(0), at(24))


def state(hour: float, name: str) -> dict[str, Any]:
    return {
        "agent_id": AGENT,
        "state": name,
        "reason": "",
        "created_at": at(hour),
        "by_itself": True,
        "by_agent": None,
        "by_name": None,
    }


def step(contact: UUID, hour: float, name: str, agent: UUID | None = AGENT) -> dict[str, Any]:
    return {
        "contact_id": contact,
        "tenant_id": AGENT,
        "state": name,
        "agent_id": agent,
        "created_at": at(hour),
        "language": "en",
        "opening": "Why?",
    }


def told(found: Any) -> list[tuple[str, datetime, datetime]]:
    return [(each.state, each.begins, each.ends) for each in found]


def test_a_day_begins_with_the_state_of_the_night_and_ends_with_the_last_one() -> None:
    rows = [state(-5, "offline"), state(9, "available"), state(12, "meal")]
    found = days.stretches(rows, SHOWN)[AGENT]
    assert told(found) == [
        ("offline", at(0), at(9)),
        ("available", at(9), at(12)),
        ("meal", at(12), at(24)),
    ]
    assert [each.is_change for each in found] == [False, True, True]


def test_contacts_at_once_are_drawn_in_lanes() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    rows = [
        *(step(one, 9, "active"), step(one, 11, "closed", None)),
        *(step(two, 10, "offered"), step(two, 10.1, "active"), step(two, 12, "closed", None)),
        *(step(three, 11.5, "active"), step(three, 13, "closed", None)),
    ]
    found = days.bars(rows, SHOWN)[AGENT]
    assert [(bar.contact_id, bar.lane) for bar in found] == [(one, 0), (two, 1), (three, 0)]
    assert found[1].was_opened


def test_a_contact_that_went_on_to_somebody_else_ends_here() -> None:
    contact, other = uuid4(), uuid4()
    rows = [step(contact, 9, "active"), step(contact, 10, "offered", other)]
    found = days.bars(rows, SHOWN)
    assert told(found[AGENT][0].parts) == [("active", at(9), at(10))]
    assert not found[other][0].was_opened


def test_work_on_what_is_not_ours_is_other_work_and_its_changes_are_not_told() -> None:
    rows = [
        *(state(8, "available"), state(9, "interacting"), state(9.5, "wrap_up")),
        *(state(10, "interacting"), state(12, "available")),
    ]
    ours = uuid4()
    own = days.bars([step(ours, 10.5, "active"), step(ours, 11, "closed", None)], SHOWN)[AGENT]
    found = list(days.hide_other_work(days.stretches(rows, SHOWN)[AGENT], own))
    assert told(found) == [
        ("available", at(8), at(9)),
        ("other_work", at(9), at(10.5)),
        ("interacting", at(10.5), at(11)),
        ("other_work", at(11), at(12)),
        ("available", at(12), at(24)),
    ]


def test_what_lies_outside_of_the_seat_is_not_there() -> None:
    whole = days.stretches([state(8, "available"), state(12, "meal")], SHOWN)[AGENT]
    found = list(days.clip(whole, [(at(9), at(10)), (at(13), at(14))]))
    assert told(found) == [("available", at(9), at(10)), ("meal", at(13), at(14))]
    assert not any(each.is_change for each in found)
