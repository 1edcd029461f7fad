"""People for the demo: consumers ask, agents answer, so that the walls move when somebody looks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from marketplace.demo.script import AGENTS, address, script
from marketplace.inquiry import actions as inquiries
from marketplace.inquiry.asking import Asked, ask
from muster.conversations import actions as conversations
from muster.conversations.models import AuthorKind, Contact, ContactState, Disposition, MessageKind
from muster.db import Acting, acting, session, unit_of_work, uuid7
from muster.errors import DomainError
from muster.events import bus
from muster.identity.models import Person
from muster.routing import actions as routing
from muster.routing import presence, states
from muster.workforce.models import Agent, SeatAssignment

log = logging.getLogger("muster.demo")

STEP_SECONDS = 1.5
ASK_EVERY = 10  # steps
MOST_OPEN = 12
BUSY_AT_ONCE = 4
CONSUMER = conversations.Author(AuthorKind.CONSUMER)


@dataclass
class Player:
    """An agent played by the demo."""

    agent_id: UUID
    person_id: UUID
    name: str
    clients: tuple[UUID, ...]

    def acting(self) -> Acting:
        """Whose rows the agent may touch."""
        return Acting(tenant_ids=self.clients, person_id=self.person_id)


@dataclass
class Stage:
    """What is going on: who plays, which inquiries are open, which talk each is about."""

    random: Random
    players: list[Player]
    inquiries: dict[UUID, dict[str, Any]] = field(default_factory=dict)


def play(app: Flask, url: str) -> None:
    """Play against the running demo until the process is stopped."""
    log.info("playing consumers and agents at %s", url)
    pause = threading.Event()
    with app.app_context():
        stage = Stage(Random(), _players())  # noqa: S311 — a play, not a secret
        step = 0
        while not pause.wait(STEP_SECONDS):
            _step(stage, step)
            step += 1


def _step(stage: Stage, step: int) -> None:
    if step % 20 == 0:
        _come_to_work(stage.players)
    for player in stage.players:
        presence.saw(player.agent_id)
    acts: list[Callable[[Stage], None]] = [_answer, _reply]
    if step % ASK_EVERY == 0 and len(stage.inquiries) < MOST_OPEN:
        acts.append(_ask)
    for act in acts:
        try:
            act(stage)
        except DomainError as problem:
            log.info("somebody real was faster: %s", problem.message)
            session.remove()


def _players() -> list[Player]:
    emails = [address(name) for name, _, _ in AGENTS[1:]]  # the first one is for whoever looks
    with unit_of_work(Acting(identity=True)):
        rows = session.execute(
            select(Agent.id, Agent.person_id, Agent.display_name)
            .join(Person, Person.id == Agent.person_id)
            .where(Person.email.in_(emails))
        ).all()
        seats = session.execute(
            select(SeatAssignment.agent_id, SeatAssignment.tenant_id).where(
                SeatAssignment.ended_at.is_(None)
            )
        ).all()
    return [
        Player(
            row.id,
            row.person_id,
            row.display_name,
            tuple(seat.tenant_id for seat in seats if seat.agent_id == row.id),
        )
        for row in rows
    ]


def _come_to_work(players: Sequence[Player]) -> None:
    for player in players:
        with unit_of_work(player.acting()):
            states.set_state(player.agent_id, "available", by=player.person_id)


def _ask(stage: Stage) -> None:
    talk = stage.random.choice(script()["talk"])
    inquiry_id = uuid7()
    asked = Asked(
        question=talk["question"],
        locale="zh",
        inquiry_id=inquiry_id,
        address_hash="demo",
        session_hash="demo",
    )
    ask(asked, promise_seconds=60)
    stage.inquiries[inquiry_id] = {"talk": talk, "said": 0}


def _answer(stage: Stage) -> None:
    """Some agents open what is offered, answer what was said, close what has ended."""
    for player in stage.random.sample(stage.players, min(BUSY_AT_ONCE, len(stage.players))):
        _work(stage, player)


def _work(stage: Stage, player: Player) -> None:
    with unit_of_work(player.acting()):
        found = session.scalars(
            select(Contact)
            .where(
                Contact.agent_id == player.agent_id,
                Contact.state.in_(
                    (ContactState.OFFERED, ContactState.ACTIVE, ContactState.WRAP_UP)
                ),
            )
            .order_by(Contact.created_at)
        ).all()
        session.expunge_all()
    for contact in found:
        if contact.state == ContactState.OFFERED:
            with unit_of_work(player.acting()):
                routing.open_contact(contact.id, player.agent_id, person_id=player.person_id)
        elif contact.state == ContactState.WRAP_UP:
            _close(player, contact)
        elif contact.message_count <= contact.read_by_agent + 1:
            _write(stage, player, contact)


def _write(stage: Stage, player: Player, contact: Contact) -> None:
    talk = next((one for one in script()["talk"] if one["question"] == contact.opening), None)
    answers = talk["answers"] if talk else ["您好，请稍等，我帮您看一下。"]
    mine = contact.message_count // 2
    if mine >= len(answers):
        if contact.read_by_consumer == contact.message_count:
            _close(player, contact)
        return
    bus.signal(
        "contact.typing",
        tenant_id=contact.tenant_id,
        contact_id=contact.id,
        for_inquiry=contact.inquiry_id,
        for_wall=True,
        payload={"by": AuthorKind.AGENT},
    )
    author = conversations.Author(AuthorKind.AGENT, player.name, player.agent_id)
    with acting(player.acting()):
        conversations.post(
            contact.id,
            uuid7(),
            author,
            MessageKind.TEXT,
            answers[mine],
            only_agent=player.agent_id,
        )


def _close(player: Player, contact: Contact) -> None:
    with unit_of_work(player.acting()):
        how = session.scalar(
            select(Disposition.id)
            .where(Disposition.tenant_id == contact.tenant_id, Disposition.retired_at.is_(None))
            .order_by(Disposition.position)
            .limit(1)
        )
        routing.close(contact.id, player.agent_id, how, person_id=player.person_id)


def _reply(stage: Stage) -> None:
    """One consumer answers whoever wrote last, and ends what has been said."""
    if not stage.inquiries:
        return
    inquiry_id = stage.random.choice(list(stage.inquiries))
    play = stage.inquiries[inquiry_id]
    with unit_of_work(Acting(inquiry_id=inquiry_id, market=True)):
        contacts = session.scalars(
            select(Contact).where(
                Contact.inquiry_id == inquiry_id, Contact.first_answer_at.is_not(None)
            )
        ).all()
        session.expunge_all()
    for contact in contacts:
        if contact.read_by_consumer < contact.message_count and contact.state == "active":
            _say(inquiry_id, contact, play)
    play["said"] += 1
    if play["said"] > 8 + len(contacts):
        _finish(stage, inquiry_id, contacts)


def _say(inquiry_id: UUID, contact: Contact, play: dict[str, Any]) -> None:
    replies = play["talk"]["replies"]
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        conversations.mark_read(contact.id, AuthorKind.CONSUMER, contact.message_count)
    said = contact.message_count // 2
    if said <= len(replies):
        with acting(Acting(inquiry_id=inquiry_id)):
            conversations.post(contact.id, uuid7(), CONSUMER, MessageKind.TEXT, replies[said - 1])


def _finish(stage: Stage, inquiry_id: UUID, contacts: Sequence[Contact]) -> None:
    del stage.inquiries[inquiry_id]
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        for contact in contacts:
            inquiries.rate(contact.id, stage.random.choice((3, 4, 4, 5, 5, 5)), "")
        open_ones = [c for c in contacts if c.state == ContactState.ACTIVE]
        if open_ones and stage.random.random() < 0.5:
            inquiries.choose(stage.random.choice(open_ones).id, "王女士")
        else:
            inquiries.close(inquiry_id, reason="inquiry.closed")
