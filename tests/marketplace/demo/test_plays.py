"""`muster demo surge` and `site-loss`, in small: the real actions, told as they happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from marketplace.demo import hotline, rentals, surge
from marketplace.demo.feature import FEATURE
from marketplace.demo.reserve import Reserve
from marketplace.demo.script import address
from muster.activation import loss_jobs
from muster.capacity import offers
from muster.capacity.asking import Ask, Step
from muster.capacity.facts import Buyer
from muster.capacity.models import ReservationKind
from muster.db import Acting, unit_of_work, uuid7
from muster.identity.models import Person
from muster.jobs import run_due
from muster.tenancy.models import Membership, Tenant
from muster.workforce.windows import WINDOWS
from tests.cast import HUALAN, OSCAR
from tests.muster.routing import build

URL = "http://demo"
SEATS = 6
SMALL = {
    "BASE": 4,
    "HALVES": 12,
    "STUDENTS": 90,
    "SHARED": 6,
    "RESERVES": (
        ((Step(SEATS, 15),), ["07:00", "23:00"]),
        ((Step(SEATS, 15),), ["23:00", "07:00"]),
    ),
}
Said = list[str]


@pytest.fixture
def small(app: Flask, db_owner: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hotline of the demo, filled as the demo fills it, with few people."""
    for name, value in SMALL.items():
        monkeypatch.setattr(hotline, name, value)
    monkeypatch.setattr(surge, "SURGE", 400.0)
    owner, tenant = uuid7(), uuid7()
    with db_owner.begin() as connection:
        connection.execute(
            insert(Person).values(
                id=owner, email=address(f"owner.{hotline.SLUG}"), name="Owner", locale="zh"
            )
        )
        connection.execute(
            insert(Tenant).values(
                id=tenant, slug=hotline.SLUG, name="健康卡热线", locale="zh", color="#0b7285"
            )
        )
        connection.execute(
            insert(Membership).values(tenant_id=tenant, person_id=owner, role="owner")
        )
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        rentals.price_list()
    hotline.fill(OSCAR.id, "a hash")


@pytest.mark.usefixtures("small")
def test_a_visitor_can_have_a_part_of_what_is_shared(app: Flask) -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        now = datetime.now(UTC)
        day = now.date() + timedelta(days=4)
        ask = Ask(
            ramp=(Step(1, 3 * 24 * 60),),
            skills=(),
            languages=("zh",),
            first=day,
            last=day + timedelta(days=20),
            time_zone="Asia/Shanghai",
            window=WINDOWS["7x12"],
            kind=ReservationKind.SHARED,
        )
        said = offers.answer(Buyer(HUALAN.id, "CNY", now, 2), ask)
    assert said.yes
    assert said.part is not None
    assert said.part.probability >= said.part.limit


def test_without_a_demo_it_is_said(app: Flask) -> None:
    for name in ("surge", "site-loss"):
        with pytest.raises(LookupError):
            FEATURE.plays[name](app, URL, print)


@pytest.mark.usefixtures("small")
def test_whom_somebody_calls_in_by_hand_comes_while_the_demo_is_played(app: Flask) -> None:
    line = surge._hotline()
    activation_id = surge._activate(line, SEATS)
    reserve = Reserve(Random(7))  # noqa: S311 — a play, not a secret
    for number in range(60):
        surge._step(line, activation_id)
        reserve.step(number)
        if surge._board(line, activation_id).counts["seated"] == SEATS:
            return
    raise AssertionError(surge._board(line, activation_id).counts)


@pytest.mark.usefixtures("small")
def test_the_surge_calls_seats_compares_and_releases_and_can_be_played_again(
    app: Flask, client_for: Callable[[str], FlaskClient], db_owner: Engine
) -> None:
    for _ in range(2):
        told: Said = []
        surge.play(app, URL, told.append, pause=0)
        text = "\n".join(told)
        assert f"seated 就座 {SEATS:4} / {SEATS}" in text
        assert f"still seated 在座    0  back 已撤回 {SEATS:4}" in told[-1]
        (board,) = (line.rpartition("/")[2] for line in told if line.startswith("Board"))
        days = [line for line in told if line.startswith("The day")]
        alone, helped = (float(day.partition("接通率 ")[2].partition("%")[0]) for day in days)
        assert alone < helped
        assert client_for("oscar").get(f"/ops/activations/{board}").status_code == 200
    states = build.rows(db_owner, "SELECT state, kind, origin FROM activations")
    assert [tuple(state) for state in states] == [("ended", "real", "surge")] * 2
    open_seats = "SELECT FROM seat_assignments WHERE lease_id IS NULL AND ended_at IS NULL"
    assert build.rows(db_owner, open_seats) == []


@pytest.mark.usefixtures("small")
def test_a_lost_site_is_covered_told_and_works_again(
    app: Flask, client_for: Callable[[str], FlaskClient], db_owner: Engine
) -> None:
    for turn in (1, 2):
        told: Said = []
        FEATURE.plays["site-loss"](app, URL, told.append)
        (share,) = (line for line in told if line.startswith("  1."))
        assert "健康卡热线: lost 失去 2, called in elsewhere 别处召集 2" in share
        (page,) = (line.rpartition("/")[2] for line in told if line.startswith("Page"))
        shown = client_for("oscar").get(f"/ops/site-losses/{page}").text
        assert "2 of 2 lost seats are called in elsewhere" in shown
        run_due()  # the worker's own part: whatever the play did already changes nothing
        losses = build.rows(db_owner, "SELECT handled_at, over_at FROM site_losses")
        assert len(losses) == turn
        assert all(loss.handled_at and loss.over_at for loss in losses)
        assert len(build.rows(db_owner, "SELECT FROM site_loss_shares")) == turn
    assert build.rows(db_owner, "SELECT FROM sites WHERE down_since IS NOT NULL") == []
    assert build.rows(db_owner, "SELECT FROM activations WHERE state = 'open'") == []
    assert build.rows(db_owner, "SELECT FROM jobs WHERE error IS NOT NULL") == []


@pytest.mark.usefixtures("small")
def test_the_play_and_a_worker_may_cover_the_same_loss_at_once(
    app: Flask, db_owner: Engine
) -> None:
    told: Said = []
    clashes: list[Exception | None] = []

    def say(line: str) -> None:
        """Between the loss and its cover, others cover it as well."""
        told.append(line)
        if line.startswith("厦门 is down"):
            loss: UUID = build.rows(db_owner, "SELECT id FROM site_losses")[0].id
            clashes.extend(build.at_once(app, *[lambda: loss_jobs.cover(loss)] * 3))

    FEATURE.plays["site-loss"](app, URL, say)
    assert clashes == [None] * 3
    assert len(build.rows(db_owner, "SELECT FROM site_loss_shares")) == 1
    assert len(build.rows(db_owner, "SELECT FROM activations")) == 1
    assert told[-1].startswith("厦门 works again")
