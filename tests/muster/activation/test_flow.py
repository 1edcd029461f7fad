"""From a call to a seat and back, a drill's certificate, and what is charged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert

from muster.activation import answering, briefings, releasing
from muster.activation.answering import By
from muster.activation.briefings import Question
from muster.activation.states import AtCeiling, Kind
from muster.conversations.models import Contact, ContactChange
from muster.db import unit_of_work, uuid7
from muster.errors import Conflict, Invalid
from tests.cast import HUALAN, OLGA
from tests.muster.activation.conftest import BOTH, Rows, do_step

PEOPLE = "SELECT * FROM called_people ORDER BY id"
RESERVATION = "SELECT state FROM standby_reservations"
SEATS = "SELECT agent_id, leaving_at, ended_at FROM seat_assignments WHERE lease_id IS NULL"


def answer(called_id: UUID, by: By = By.DESK) -> None:
    with unit_of_work(BOTH):
        answering.answer(HUALAN.id, called_id, comes=True, by=by)


def release(activation_id: UUID, keep: int = 0) -> None:
    with unit_of_work(BOTH):
        releasing.release(HUALAN.id, activation_id, keep=keep, person_id=OLGA.id)


def test_certified_people_sit_when_they_say_yes_and_enter_the_queues(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(2, certified=2)
    activation = activate(2)
    (reservation,) = rows(RESERVATION)
    assert reservation.state == "activating"
    for person in rows(PEOPLE):
        answer(person.id)
        answer(person.id)  # a double click is one answer
    do_step(activation)
    found = rows(PEOPLE)
    assert [person.state for person in found] == ["seated", "seated"]
    assert {seat.agent_id for seat in rows(SEATS)} == {person.agent_id for person in found}
    assert rows(RESERVATION)[0].state == "activated"


def test_who_is_not_certified_reads_the_briefing_and_arrives(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    with unit_of_work(BOTH):
        asked = Question("How long is the guarantee?", ("A year", "Two years"), 1)
        briefings.write(HUALAN.id, "Hualan", "Two years.", [asked], person_id=OLGA.id)
    rows("UPDATE tenants SET requires_certification = true WHERE slug = 'hualan'")
    hire(1)
    activation = activate(1)
    (person,) = rows(PEOPLE)
    answer(person.id, By.LINK)
    with unit_of_work(BOTH), pytest.raises(Conflict):
        answering.arrive(HUALAN.id, person.id)
    with unit_of_work(BOTH), pytest.raises(Invalid):
        answering.brief(HUALAN.id, person.id, [], by=By.LINK)
    with unit_of_work(BOTH):
        assert not answering.brief(HUALAN.id, person.id, [0], by=By.LINK)
    with unit_of_work(BOTH):
        assert answering.brief(HUALAN.id, person.id, [1], by=By.LINK)
    assert rows("SELECT passed FROM briefing_answers ORDER BY id") == [(False,), (True,)]
    do_step(activation)
    assert rows(PEOPLE)[0].state == "briefed"
    with unit_of_work(BOTH):
        answering.arrive(HUALAN.id, person.id)
    do_step(activation)
    assert rows(PEOPLE)[0].state == "seated"
    (seat,) = rows("SELECT certified_until > now() AS ok FROM seat_assignments"
                   " WHERE lease_id IS NULL")  # fmt: skip
    assert seat.ok


def test_nobody_is_taken_out_of_a_contact(
    activate: Callable[..., UUID],
    hire: Callable[..., list[UUID]],
    rows: Rows,
    db_owner: Engine,
) -> None:
    hire(2, certified=2)
    activation = activate(2)
    for person in rows(PEOPLE):
        answer(person.id)
    do_step(activation)
    busy = rows(PEOPLE)[0]
    with db_owner.begin() as connection:
        talk = {
            "id": uuid7(),
            "tenant_id": HUALAN.id,
            "queue_id": HUALAN.queue_id,
            "origin": "test",
            "language": "zh",
            "opening": "?",
            "state": "active",
            "state_since": datetime.now(UTC),
            "agent_id": busy.agent_id,
            "agent_slot": 1,
        }
        connection.execute(insert(Contact).values(talk))
        connection.execute(
            insert(ContactChange).values(
                tenant_id=HUALAN.id,
                contact_id=talk["id"],
                state="active",
                agent_id=busy.agent_id,
                reason="",
            )
        )
    do_step(activation)
    assert rows(PEOPLE)[0].state == "taking"
    release(activation)
    do_step(activation)
    states = {person.agent_id: person.state for person in rows(PEOPLE)}
    assert states.pop(busy.agent_id) == "leaving"
    assert set(states.values()) == {"released"}
    seat = next(seat for seat in rows(SEATS) if seat.agent_id == busy.agent_id)
    assert seat.leaving_at is not None
    assert seat.ended_at is None
    rows("UPDATE contacts SET state = 'closed', agent_slot = NULL")
    do_step(activation)
    assert rows("SELECT state FROM activations") == [("ended",)]
    assert rows(RESERVATION)[0].state == "active"
    assert all(seat.ended_at for seat in rows(SEATS))


def test_fewer_seats_send_the_least_ready_back_first(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(3, certified=2)
    activation = activate(3)
    for person in rows(PEOPLE):
        if person.tier == "hot":
            answer(person.id)
    do_step(activation)
    with pytest.raises(Invalid):
        release(activation, keep=3)
    release(activation, keep=2)
    do_step(activation)
    assert sorted((p.tier, p.state) for p in rows(PEOPLE)) == [
        ("hot", "seated"),
        ("hot", "seated"),
        ("warm", "released"),
    ]


def test_a_drill_seats_nobody_at_the_client_and_ends_with_a_certificate(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(2, certified=2)
    activation = activate(2, kind=Kind.DRILL, until_at=None)
    assert rows(RESERVATION)[0].state == "drilling"
    for person in rows(PEOPLE):
        answer(person.id)
    do_step(activation)
    assert rows(SEATS) == []
    do_step(activation)
    (certificate,) = rows("SELECT * FROM drill_certificates")
    assert (certificate.kept, certificate.reached, certificate.credit_minor) == (True, 2, 0)
    assert [mark["share"] for mark in certificate.marks] == [50, 90, 100]
    assert rows("SELECT kind, amount_minor FROM charges") == [("drill", 0)]
    assert rows(RESERVATION)[0].state == "active"


def test_a_missed_promise_is_paid_back_once(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(1, certified=1)
    activation = activate(2, kind=Kind.DRILL, until_at=None)
    answer(rows(PEOPLE)[0].id)
    rows("UPDATE activations SET created_at = now() - interval '1 hour', until_at = now()")
    for _ in range(3):
        do_step(activation)
    (certificate,) = rows("SELECT kept, missing, credit_minor FROM drill_certificates")
    assert certificate == (False, 2, 10_000)
    amounts = rows("SELECT kind, amount_minor FROM charges ORDER BY id")
    assert amounts == [("drill", 0), ("credit", -10_000)]


def test_use_is_charged_by_the_seat_hours_that_the_board_shows(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(2, certified=2)
    activation = activate(2)
    for person in rows(PEOPLE):
        answer(person.id)
    do_step(activation)
    rows("UPDATE called_people SET seated_at = now() - interval '90 minutes'")
    rows("UPDATE activations SET created_at = now() - interval '91 minutes'")
    release(activation)
    do_step(activation)
    charged = rows("SELECT quantity, amount_minor FROM charges WHERE kind = 'use'")
    assert sum(row.quantity for row in charged) == pytest.approx(3, abs=0.01)
    assert sum(row.amount_minor for row in charged) == pytest.approx(18_000, abs=60)


@pytest.mark.parametrize(("at_ceiling", "after"), [("stop", "ended"), ("warn", "open")])
def test_the_ceiling_stops_or_warns_as_the_client_chose(
    at_ceiling: str,
    after: str,
    activate: Callable[..., UUID],
    hire: Callable[..., list[UUID]],
    rows: Rows,
) -> None:
    hire(1, certified=1)
    activation = activate(1, ceiling_minor=5_000, at_ceiling=AtCeiling(at_ceiling))
    answer(rows(PEOPLE)[0].id)
    do_step(activation)
    rows("UPDATE called_people SET seated_at = now() - interval '2 hours'")
    rows("UPDATE activations SET created_at = now() - interval '121 minutes'")
    do_step(activation)
    do_step(activation)
    assert rows("SELECT state FROM activations") == [(after,)]
    assert len(rows("SELECT id FROM activation_changes WHERE what = 'ceiling'")) == 1
    if at_ceiling == "stop":
        assert rows("SELECT sum(amount_minor) AS m FROM charges")[0].m == 5_000


REFUSED = [
    ({"seats": 0}, {}, "seats"),
    ({"seats": 5}, {}, "seats"),
    ({"seats": 10**9}, {}, "seats"),
    ({"reason": " "}, {}, "reason"),
    ({"until_at": datetime(2020, 1, 1, tzinfo=UTC)}, {}, "until_at"),
    ({"until_at": datetime.now(UTC) + timedelta(days=80)}, {}, "until_at"),
    ({}, {"starts_on": "2026-01-01", "ends_on": "2026-01-02"}, ""),
    ({}, {"ends_on": "2099-01-02", "starts_on": "2099-01-01"}, ""),
    ({}, {"ends_on": "2099-01-02", "starts_on": "2026-01-01", "state": "activating"}, ""),
    ({}, {"state": "cancelled"}, ""),  # what has ended does not come back
]


def test_what_cannot_be_activated_is_refused(activate: Callable[..., UUID], rows: Rows) -> None:
    for wish, row, field in REFUSED:
        for name, value in row.items():
            rows(f"UPDATE standby_reservations SET {name} = :v", v=value)
        with pytest.raises(Invalid if field else Conflict) as refused:
            activate(**wish)
        assert refused.value.field == field
    assert rows("SELECT id FROM activations") == []


def test_outside_its_hours_a_reservation_is_not_called_in(
    activate: Callable[..., UUID], rows: Rows
) -> None:
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    other = days[(datetime.now(UTC).weekday() + 3) % 7]
    rows(
        "UPDATE standby_reservations SET weekly_window ="
        ' jsonb_build_object(CAST(:d AS text), \'[["09:00", "12:00"]]\'::jsonb)',
        d=other,
    )
    with pytest.raises(Conflict) as refused:
        activate()
    assert "9:00" in str(refused.value.message)


def test_the_same_request_twice_is_one_activation_and_another_is_refused(
    activate: Callable[..., UUID], rows: Rows
) -> None:
    key = uuid7()
    assert activate(key=key) == activate(key=key)
    with pytest.raises(Conflict) as refused:
        activate()
    assert "A-0001" in str(refused.value.message)
    assert len(rows("SELECT id FROM activations")) == 1
