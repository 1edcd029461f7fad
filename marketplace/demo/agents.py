"""The agents whom the demo plays: they come to work, open what is offered, and answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from marketplace.demo import lines
from marketplace.demo.script import AGENTS, address
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import AuthorKind, Contact, ContactState, Disposition, Message
from muster.db import Acting, acting, session, unit_of_work, uuid7
from muster.events import bus
from muster.identity.models import Person
from muster.routing import actions as routing
from muster.routing import presence, states
from muster.workforce.models import Agent, SeatAssignment

COME_TO_WORK_EVERY = 20  # steps
BUSY_AT_ONCE = 5
LEFT_ALONE_FOR = timedelta(minutes=4)
AT_WORK = (ContactState.OFFERED, ContactState.ACTIVE, ContactState.WRAP_UP)


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


class Agents:
    """All of them but the first, who is for whoever looks."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.players = _players()
        self.typing: set[UUID] = set()

    def step(self, number: int) -> None:
        """Let a few of them work."""
        if number % COME_TO_WORK_EVERY == 0:
            self._come_to_work()
        for player in self.players:
            presence.saw(player.agent_id)
        for player in self.random.sample(self.players, min(BUSY_AT_ONCE, len(self.players))):
            self._work(player)

    def _come_to_work(self) -> None:
        for player in self.players:
            with unit_of_work(player.acting()):
                states.set_state(player.agent_id, "available", by=player.person_id)

    def _work(self, player: Player) -> None:
        for contact, said, unanswered in _at_hand(player):
            if contact.state == ContactState.OFFERED:
                with unit_of_work(player.acting()):
                    routing.open_contact(contact.id, player.agent_id, person_id=player.person_id)
            elif contact.state == ContactState.WRAP_UP or _is_left_alone(contact):
                _close(player, contact)
            elif not said or unanswered:
                self._answer(player, contact, said)

    def _answer(self, player: Player, contact: Contact, said: int) -> None:
        """Type for a while, then write: one message, or a product's card after the first."""
        if contact.id not in self.typing:
            self.typing.add(contact.id)
            _begin_to_type(player, contact)
            return
        self.typing.discard(contact.id)
        with unit_of_work(player.acting()):
            answers = lines.answers(contact, said)
        author = writing.Author(AuthorKind.AGENT, player.name, player.agent_id)
        for kind, body, payload in answers:
            with acting(player.acting()):
                writing.post(
                    contact.id, uuid7(), author, kind, body, payload, only_agent=player.agent_id
                )


def _players() -> list[Player]:
    emails = [address(name) for name, _, _ in AGENTS[1:]]
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


def _at_hand(player: Player) -> Sequence[tuple[Contact, int, bool]]:
    """The contacts of an agent: how many messages the agent wrote, and whether one waits."""
    wrote: Any = func.count().filter(Message.author_kind == AuthorKind.AGENT)
    last: Any = func.max(Message.number).filter(Message.author_kind == AuthorKind.CONSUMER)
    answered: Any = func.max(Message.number).filter(Message.author_kind == AuthorKind.AGENT)
    with unit_of_work(player.acting()):
        rows = session.execute(
            select(Contact, wrote, func.coalesce(last > answered, False))
            .outerjoin(Message, Message.contact_id == Contact.id)
            .where(Contact.agent_id == player.agent_id, Contact.state.in_(AT_WORK))
            .group_by(Contact.id)
            .order_by(Contact.created_at)
        ).all()
        session.expunge_all()
    return [(row[0], row[1], row[2]) for row in rows]


def _is_left_alone(contact: Contact) -> bool:
    since = contact.last_message_at or contact.created_at
    return contact.state == ContactState.ACTIVE and datetime.now(UTC) - since > LEFT_ALONE_FOR


def _begin_to_type(player: Player, contact: Contact) -> None:
    with unit_of_work(player.acting()):
        conversations.mark_read(contact.id, AuthorKind.AGENT, contact.message_count)
    bus.signal(
        "contact.typing",
        tenant_id=contact.tenant_id,
        contact_id=contact.id,
        for_inquiry=contact.inquiry_id,
        for_wall=True,
        payload={"by": AuthorKind.AGENT, "name": player.name},
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
