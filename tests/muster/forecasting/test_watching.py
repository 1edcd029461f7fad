"""The surge watch on live contacts, against a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, text

from muster.conversations.models import Contact
from muster.db import session, uuid7
from muster.db.ids import first_id
from muster.errors import Invalid
from muster.forecasting import policies, series, signals, watching
from muster.forecasting.grid import midnight
from muster.forecasting.models import ArrivalPoint
from muster.forecasting.points import Point, keep
from muster.forecasting.signals import SurgeCall
from tests.cast import HUALAN, OLGA, SAM
from tests.muster.forecasting.conftest import FIRST, SHANGHAI, made

AsTenant = Callable[[str], AbstractContextManager[None]]
DAYS = 84
TODAY = FIRST + timedelta(days=DAYS)  # a Monday
NOON = midnight(TODAY, SHANGHAI) + timedelta(hours=13)
RULES: dict[str, Any] = {"watching": True, "at_least": 10, "aht_seconds": 300, "currency": "CNY"}
SIGNED = {
    **RULES,
    "by_itself": True,
    "seat_limit": 30,
    "budget_minor": 1_000_000,
    "price_minor": 6_000,
}


@pytest.fixture(scope="module")
def past() -> list[Point]:
    return made(DAYS)


@pytest.fixture
def line(as_tenant: AsTenant, past: list[Point]) -> UUID:
    """Twelve weeks of Hualan's queue, about 70 contacts in the hour of the highest load."""
    with as_tenant("hualan"):
        made_series = series.create(
            HUALAN.id,
            name="Hotline",
            time_zone="Asia/Shanghai",
            interval_minutes=60,
            queue_id=HUALAN.queue_id,
        )
        keep(made_series, past)
        return made_series.id


@pytest.fixture
def sign(as_tenant: AsTenant, line: UUID) -> Callable[..., None]:
    def work(**rules: Any) -> None:
        with as_tenant("hualan"):
            policies.sign(line, OLGA.id, OLGA.name, policies.Rules(**rules))

    return work


@pytest.fixture
def called() -> Iterator[list[SurgeCall]]:
    """Who is called in, instead of those who are connected in the application."""
    calls: list[SurgeCall] = []

    def activate(call: SurgeCall) -> UUID | None:
        calls.append(call)
        return uuid7()

    before = signals.surge_alarmed[:]
    signals.surge_alarmed[:] = [activate]
    yield calls
    signals.surge_alarmed[:] = before


def come(owner: Engine, count: int, until: datetime, minutes: int = 60, **values: Any) -> None:
    """So many contacts of Hualan's queue, evenly over the minutes before a moment."""
    step = timedelta(minutes=minutes) / count
    rows = []
    for number in range(count):
        at = until - step * number
        made_id = UUID(int=first_id(at).int | (uuid7().int & ((1 << 80) - 1)))
        rows.append({
            "id": made_id, "tenant_id": HUALAN.id, "queue_id": HUALAN.queue_id, "created_at": at,
            "state_since": at, "origin": "widget", "language": "zh", "opening": "?",
            "state": "closed", **values,
        })  # fmt: skip
    with owner.begin() as connection:
        connection.execute(insert(Contact), rows)


def alarms(owner: Engine) -> list[Any]:
    with owner.connect() as connection:
        return list(connection.execute(text("SELECT * FROM surge_alarms ORDER BY id")))


def look(as_tenant: AsTenant, now: datetime) -> None:
    with as_tenant("hualan"):
        watching.look_at(HUALAN.id, now)


def test_a_busy_hour_alarms_nobody(
    as_tenant: AsTenant, sign: Callable[..., None], db_owner: Engine
) -> None:
    sign(**RULES)
    come(db_owner, 120, NOON)
    look(as_tenant, NOON)
    assert alarms(db_owner) == []


def test_a_surge_alarms_once_and_ends(
    as_tenant: AsTenant, sign: Callable[..., None], db_owner: Engine, called: list[SurgeCall]
) -> None:
    sign(**RULES)
    come(db_owner, 600, NOON)
    look(as_tenant, NOON)
    (first,) = alarms(db_owner)
    assert first.until_at == NOON + timedelta(hours=4)
    come(db_owner, 300, NOON + timedelta(minutes=10), 10)
    look(as_tenant, NOON + timedelta(minutes=10))
    (alarm,) = alarms(db_owner)
    assert alarm.outcome == "proposed"
    assert alarm.seats > 2 * first.seats > 60  # what is proposed follows the peak
    assert called == []
    assert alarm.offered >= 600
    assert 60 < alarm.expected < 120
    assert alarm.until_at == NOON + timedelta(hours=4, minutes=10)
    for minutes in (30, 90, 125):
        look(as_tenant, NOON + timedelta(minutes=minutes))
    (alarm,) = alarms(db_owner)
    assert alarm.ended_at == NOON + timedelta(minutes=90)
    assert alarm.peak_per_hour == 1400


def test_a_quarter_of_an_hour_is_enough(
    as_tenant: AsTenant, sign: Callable[..., None], db_owner: Engine
) -> None:
    sign(**RULES)
    come(db_owner, 90, NOON, 10)
    look(as_tenant, NOON)
    (alarm,) = alarms(db_owner)
    assert alarm.began_at == NOON - timedelta(minutes=15)


def test_nobody_is_called_in_beyond_what_was_signed(
    as_tenant: AsTenant, sign: Callable[..., None], db_owner: Engine, called: list[SurgeCall]
) -> None:
    sign(**SIGNED)
    come(db_owner, 2000, NOON)
    look(as_tenant, NOON)
    look(as_tenant, NOON + timedelta(minutes=1))
    (call,) = called
    assert call.seats == 30  # the limit; the surge would need more
    assert call.seats * 4 * call.price_minor <= call.ceiling_minor
    (alarm,) = alarms(db_owner)
    assert alarm.outcome == "activated"
    assert alarm.seats > 100
    assert alarm.id == call.alarm_id
    assert call.reason.startswith("来量突增：实际 2,000，预计 ")  # as the company reads


@pytest.mark.parametrize(
    ("rules", "seats", "outcome"),
    [
        ({"budget_minor": 120_000}, 5, "activated"),
        ({"budget_minor": 20_000}, None, "beyond_limit"),
    ],
)
def test_the_budget_holds(
    rules: dict[str, Any],
    seats: int | None,
    outcome: str,
    as_tenant: AsTenant,
    sign: Callable[..., None],
    db_owner: Engine,
    called: list[SurgeCall],
) -> None:
    sign(**{**SIGNED, **rules})
    come(db_owner, 2000, NOON)
    look(as_tenant, NOON)
    assert [call.seats for call in called] == ([seats] if seats else [])
    assert alarms(db_owner)[0].outcome == outcome


def test_when_nobody_can_be_called(
    as_tenant: AsTenant, sign: Callable[..., None], db_owner: Engine, called: list[SurgeCall]
) -> None:
    signals.surge_alarmed[:] = [lambda _call: None]
    sign(**SIGNED)
    come(db_owner, 2000, NOON)
    look(as_tenant, NOON)
    assert alarms(db_owner)[0].outcome == "nobody_there"


def test_a_failure_to_call_does_not_cost_the_alarm(
    as_tenant: AsTenant, sign: Callable[..., None], db_owner: Engine, called: list[SurgeCall]
) -> None:
    def refuse(_call: SurgeCall) -> UUID | None:
        session.execute(text("SELECT 1 / 0"))
        raise AssertionError

    signals.surge_alarmed[:] = [refuse]
    sign(**SIGNED)
    come(db_owner, 2000, NOON)
    look(as_tenant, NOON)
    assert alarms(db_owner)[0].outcome == "nobody_there"


def test_owners_and_supervisors_hear_of_it_once(
    sign: Callable[..., None], db_owner: Engine, called: list[SurgeCall]
) -> None:
    sign(**RULES)
    come(db_owner, 600, NOON)
    watching.look(NOON)
    watching.look(NOON + timedelta(minutes=1))
    with db_owner.connect() as connection:
        mails = connection.execute(text("SELECT recipient, subject, text FROM mails")).all()
    assert {mail.recipient for mail in mails} == {OLGA.email, SAM.email}
    assert len(mails) == 2
    assert all("“Hotline”" in mail.subject for mail in mails)
    assert all(f"/portal/hualan/arrivals/series/{alarms(db_owner)[0].series_id}/surges" in mail.text
               for mail in mails)  # fmt: skip


def test_what_was_not_signed_is_not_watched(
    as_tenant: AsTenant, line: UUID, sign: Callable[..., None], db_owner: Engine
) -> None:
    come(db_owner, 600, NOON)
    look(as_tenant, NOON)
    sign(**{**RULES, "watching": False})
    look(as_tenant, NOON)
    assert alarms(db_owner) == []
    with as_tenant("hualan"), pytest.raises(Invalid) as refused:
        policies.sign(line, OLGA.id, OLGA.name, policies.Rules(**SIGNED | {"budget_minor": None}))
    assert refused.value.field == "budget_minor"


def test_finished_intervals_are_added_by_themselves(
    as_tenant: AsTenant, line: UUID, db_owner: Engine
) -> None:
    look(as_tenant, NOON + timedelta(minutes=20))  # from the next whole hour on
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE arrival_series SET created_at = :at"), {"at": NOON})
    two = NOON + timedelta(hours=2)
    come(db_owner, 9, two - timedelta(minutes=1), 30, first_answer_at=two, opened_at=two,
         closed_at=two + timedelta(minutes=3))  # fmt: skip
    come(db_owner, 3, two - timedelta(minutes=1), 30, state="abandoned")
    for minutes in (1, 2, 61):
        look(as_tenant, two + timedelta(minutes=minutes))
    with db_owner.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM arrival_points WHERE starts_at >= :at ORDER BY starts_at"),
            {"at": NOON + timedelta(hours=1)},
        ).all()
    assert [(row.offered, row.answered, row.abandoned) for row in rows] == [(12, 9, 3), (0, 0, 0)]
    assert rows[0].aht_seconds == 180
    assert rows[0].starts_at == NOON + timedelta(hours=1)


def test_the_clock_looks_at_every_company(line: UUID, db_owner: Engine) -> None:
    watching.look(datetime.now(UTC))
    with db_owner.connect() as connection:
        until = connection.scalar(text("SELECT counted_until FROM arrival_series"))
        count = connection.scalar(text(f"SELECT count(*) FROM {ArrivalPoint.__tablename__}"))
    assert until is not None
    assert count == DAYS * 24
