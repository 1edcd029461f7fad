"""`muster demo surge`: an announcement, the alarm, the call, the ramp, and what it was good for.

Runs beside a demo that is up: whoever has the board open sees people come. The day is simulated
in fast motion; people answer in the seconds that they would take minutes for.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import UUID

from flask import Flask
from sqlalchemy import select, text

from marketplace.demo import hotline
from marketplace.demo.script import address
from muster.activation import answering, board, opening, releasing, rollcall
from muster.activation.answering import By
from muster.activation.models import Activation
from muster.activation.opening import Wish
from muster.activation.states import Kind, Origin
from muster.capacity.models import Reservation
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import Conflict
from muster.staffing import simulation
from muster.staffing.day import Day, Duration, Joining
from muster.tenancy.hours import is_open
from muster.tenancy.models import Tenant

SEED = 2026
QUARTER = 900.0
USUAL, SURGE = 20.0, 10_000.0
AHT, PATIENCE = Duration(240.0), Duration(180.0)
ANNOUNCED_AT = 9 * 4  # the quarter of an hour in which it is announced
ALARM_MINUTES, LEAD_MINUTES = 15, 15
# Of the day's contacts in each quarter after the announcement: a steep rise, a long tail.
SAYS_YES = 0.85
ROUNDS = 60
SAY = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Hotline:
    """The company, its owner, and the reserve that can be called in at this hour."""

    tenant_id: UUID
    owner_id: UUID
    reservation_id: UUID
    seats: int

    @property
    def acting(self) -> Acting:
        """As the company and as the operator, as the clockwork acts."""
        return Acting(tenant_ids=(self.tenant_id,), person_id=self.owner_id, staff=True)


def play(app: Flask, url: str, say: SAY, pause: float = 1.0) -> None:
    """Play it; pause: seconds between two looks at the board. Raises LookupError without a demo."""
    with app.app_context():
        line = _hotline()
        say(f"Usual day 平日: {USUAL:,.0f} contacts. 09:00 the announcement 公告: {SURGE:,.0f}.")
        _alarm(say)
        seats = min(100, line.seats)
        activation_id = _activate(line, seats)
        say(f"Board 看板: {url}/portal/{hotline.SLUG}/activations/{activation_id}")
        _ramp(line, activation_id, say, pause)
        _compare(seats, say)
        say("Released 撤回:")
        _release(line, activation_id, say, pause)


def arrivals() -> tuple[float, ...]:
    """Contacts by quarter of an hour: a usual night, then ten thousand after the announcement."""
    quarters = 24 * 4
    weights = [0.0] * quarters
    for quarter in range(ANNOUNCED_AT, quarters):
        hours = (quarter - ANNOUNCED_AT) / 4
        weights[quarter] = min(1.0, 0.25 + hours) * (0.9**hours)
    whole = sum(weights)
    return tuple(USUAL / quarters + SURGE * weight / whole for weight in weights)


def day(extra: int) -> Day:
    """The day with so many people from the reserve, a quarter of an hour after they were called."""
    contacts = arrivals()
    called = (ANNOUNCED_AT * 15 + ALARM_MINUTES) * 60.0
    ramp = (Joining(called + LEAD_MINUTES * 60.0, extra),) if extra else ()
    agents = tuple(hotline.BASE for _ in contacts)
    return Day(QUARTER, contacts, agents, aht=AHT, patience=PATIENCE, joining=ramp)


def _alarm(say: SAY) -> None:
    usual = USUAL / 96
    seen = arrivals()[ANNOUNCED_AT]
    say(
        f"09:15 the surge watch 激增监测: {seen:,.0f} contacts in a quarter of an hour"
        f" where {usual:.1f} are usual ({seen / usual:,.0f} times 倍)."
    )


def _hotline() -> Hotline:
    with unit_of_work(Acting(identity=True, staff=True, market=True)):
        tenant_id = session.scalar(
            text("SELECT m.tenant_id FROM memberships m JOIN people p ON p.id = m.person_id"
                 " WHERE p.email = :email"),
            {"email": address(f"owner.{hotline.SLUG}")},
        )  # fmt: skip
        owner_id = session.scalar(
            text("SELECT id FROM people WHERE email = :email"),
            {"email": address(f"owner.{hotline.SLUG}")},
        )
    if tenant_id is None or owner_id is None:
        raise LookupError("no hotline in this demo")
    with unit_of_work(Acting(tenant_ids=(tenant_id,))):
        zone = session.execute(select(Tenant.time_zone)).scalar_one()
        found = session.scalars(
            select(Reservation).where(Reservation.state.in_(opening.READY))
        ).all()
        now = datetime.now(UTC)
        ready = [r for r in found if is_open(r.weekly_window, zone, now)]
        if not ready:
            raise LookupError("the reserve of the hotline is called in already")
        return Hotline(tenant_id, owner_id, ready[0].id, ready[0].seats)


def _activate(line: Hotline, seats: int) -> UUID:
    wish = Wish(
        seats=seats,
        reason="健康卡补贴公告 · Announcement of the health-card subsidy",
        key=uuid7(),
        until_at=datetime.now(UTC) + timedelta(hours=10),
        kind=Kind.REAL,
        origin=Origin.SURGE,
    )
    with unit_of_work(line.acting):
        return opening.activate(
            line.tenant_id, line.reservation_id, wish, person_id=line.owner_id
        ).id


def _ramp(line: Hotline, activation_id: UUID, say: SAY, pause: float) -> None:
    chance = random.Random(SEED)  # noqa: S311 — a play, the same each time
    decided: dict[UUID, bool] = {}
    for _ in range(ROUNDS):
        _step(line, activation_id)
        shown = _board(line, activation_id)
        counts = shown.counts
        say(
            f"  called 已召集 {counts['called']:4}  coming 赶来 {counts['coming']:4}"
            f"  seated 就座 {counts['seated']:4} / {shown.activation.seats}"
        )
        if counts["seated"] >= shown.activation.seats or not counts["unanswered"]:
            return
        _answer(line, activation_id, chance, decided)
        Event().wait(pause)


def _answer(
    line: Hotline, activation_id: UUID, chance: random.Random, decided: dict[UUID, bool]
) -> None:
    with unit_of_work(line.acting):
        waiting = [
            row["id"] for row in board.people(session, activation_id, state="called", most=200)
        ]
    for called_id in sorted(waiting)[: max(5, len(waiting) // 3)]:
        comes = decided.setdefault(called_id, chance.random() < SAYS_YES)
        try:
            with unit_of_work(line.acting):
                answering.answer(line.tenant_id, called_id, comes=comes, by=By.DESK)
        except Conflict:
            continue  # timed out, or answered at a page meanwhile


def _compare(seats: int, say: SAY) -> None:
    alone, helped = (simulation.run(day(extra), SEED) for extra in (0, seats))
    for name, outcome in (("without 无预备席", alone), ("with    有预备席", helped)):
        say(
            f"The day {name}: {outcome.offered:,} contacts, answered 接通率"
            f" {outcome.answer_rate():.1%}, mean wait 平均等待 {outcome.mean_wait_seconds():.0f} s"
        )


def _release(line: Hotline, activation_id: UUID, say: SAY, pause: float) -> None:
    with unit_of_work(line.acting):
        releasing.release(line.tenant_id, activation_id, person_id=line.owner_id)
    for _ in range(ROUNDS):
        _step(line, activation_id)
        shown = _board(line, activation_id)
        counts = shown.counts
        say(f"  still seated 在座 {counts['seated']:4}  back 已撤回 {counts['back']:4}")
        if shown.activation.state == "ended":
            return
        Event().wait(pause)


def _step(line: Hotline, activation_id: UUID) -> None:
    with unit_of_work(line.acting):
        rollcall.step(line.tenant_id, activation_id)


def _board(line: Hotline, activation_id: UUID) -> board.Board:
    with unit_of_work(line.acting):
        activation = session.get_one(Activation, activation_id)
        shown = board.read(session, activation)
        session.expunge(activation)
        return shown
