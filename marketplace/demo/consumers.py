"""The consumers whom the demo plays: they ask, reply to who answers, pin, choose and rate."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from marketplace.demo.script import talks
from marketplace.inquiry import actions as inquiries
from marketplace.inquiry import afterwards
from marketplace.inquiry.asking import Asked, ask, language_of
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import AuthorKind, Contact, ContactState, Message, MessageKind
from muster.db import Acting, acting, session, unit_of_work, uuid7

ASK_EVERY = 7  # steps
MOST_OPEN = 12
AT_ONCE = 2
PATIENCE = 30  # turns of a consumer, until all is said
# The first talks are those that many companies answer: they come more often.
POPULAR, POPULAR_WEIGHT = 3, 3
STARS = (3, 4, 4, 5, 5, 5)
CONSUMER = writing.Author(AuthorKind.CONSUMER)


class Consumers:
    """Everybody who asks in the demo, each with a question of their own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.open: dict[UUID, dict[str, Any]] = {}

    def step(self, number: int) -> None:
        """Let somebody ask now and then, and let a few go on."""
        if number % ASK_EVERY == 0 and len(self.open) < MOST_OPEN:
            self._ask()
        for inquiry_id in self.random.sample(list(self.open), min(AT_ONCE, len(self.open))):
            self._go_on(inquiry_id)

    def _ask(self) -> None:
        weights = [POPULAR_WEIGHT if at < POPULAR else 1 for at in range(len(talks()))]
        talk = self.random.choices(talks(), weights)[0]
        asked = Asked(
            question=talk["question"],
            locale=language_of(talk["question"]),
            inquiry_id=uuid7(),
            address_hash="demo",
            session_hash="demo",
        )
        ask(asked, promise_seconds=60)
        self.open[asked.inquiry_id] = {"talk": talk, "turns": 0}

    def _go_on(self, inquiry_id: UUID) -> None:
        play = self.open[inquiry_id]
        play["turns"] += 1
        replies = play["talk"]["replies"]
        contacts = _answered(inquiry_id)
        silent = True
        for contact, said in contacts:
            if contact.read_by_consumer < contact.message_count and said < len(replies):
                _reply(inquiry_id, contact, replies[said])
                silent = False
        told = bool(contacts) and all(said >= len(replies) for _, said in contacts)
        if play["turns"] > PATIENCE or (silent and told):
            self._finish(inquiry_id, [contact for contact, _ in contacts])

    def _finish(self, inquiry_id: UUID, contacts: Sequence[Contact]) -> None:
        name = self.open.pop(inquiry_id)["talk"]["name"]
        with unit_of_work(Acting(inquiry_id=inquiry_id)):
            still = [each for each in contacts if each.state == ContactState.ACTIVE]
            if still and self.random.random() < 2 / 3:
                inquiries.choose(self.random.choice(still).id, name)
            else:
                inquiries.close(inquiry_id, reason="inquiry.closed")
        with unit_of_work(Acting(inquiry_id=inquiry_id)):
            for contact_id in _ended(inquiry_id):
                afterwards.rate(contact_id, self.random.choice(STARS), "")


def _ended(inquiry_id: UUID) -> Sequence[UUID]:
    """The answered conversations that are over and can be rated."""
    return session.scalars(
        select(Contact.id).where(
            Contact.inquiry_id == inquiry_id,
            Contact.first_answer_at.is_not(None),
            Contact.state.in_(afterwards.ENDED),
            Contact.rated_at.is_(None),
        )
    ).all()


def _answered(inquiry_id: UUID) -> Sequence[tuple[Contact, int]]:
    """Who has answered, and how often the consumer has written to each."""
    said = (
        select(func.count())
        .where(Message.contact_id == Contact.id, Message.author_kind == AuthorKind.CONSUMER)
        .scalar_subquery()
    )
    with unit_of_work(Acting(inquiry_id=inquiry_id, market=True)):
        rows = session.execute(
            select(Contact, said).where(
                Contact.inquiry_id == inquiry_id,
                Contact.first_answer_at.is_not(None),
                Contact.state == ContactState.ACTIVE,
            )
        ).all()
        session.expunge_all()
    return [(row[0], row[1]) for row in rows]


def _reply(inquiry_id: UUID, contact: Contact, text: str) -> None:
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        conversations.mark_read(contact.id, AuthorKind.CONSUMER, contact.message_count)
    with acting(Acting(inquiry_id=inquiry_id)):
        writing.post(contact.id, uuid7(), CONSUMER, MessageKind.TEXT, text)
