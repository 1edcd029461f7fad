"""Which free agent is offered which waiting contact: decided in memory, without any database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

Need = tuple[UUID, str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact that waits, and what its agent must be able to do.

    let_go_by, let_go_at: the agent who last had this contact on offer and let it go.
    only: the one agent for whom it waits by name, whatever that agent can do; and why.
    """

    contact_id: UUID
    tenant_id: UUID
    language: str
    skills: frozenset[str]
    offer_seconds: int
    let_go_by: UUID | None = None
    let_go_at: datetime | None = None
    only: UUID | None = None
    only_reason: str | None = None


@dataclass(slots=True)
class Free:
    """An agent who can take contacts; `taken` are the slots in use, `idle_since` what orders."""

    agent_id: UUID
    tenant_ids: frozenset[UUID]
    languages: frozenset[str]
    skills: frozenset[str]
    capacity: int
    taken: set[int]
    idle_since: datetime

    def has_room(self) -> bool:
        """Whether a slot up to the agent's capacity is free."""
        return len(self.taken) < self.capacity

    def fits(self, need: Need) -> bool:
        """Whether the agent serves this company, speaks the language and has the skills."""
        tenant_id, language, skills = need
        return tenant_id in self.tenant_ids and language in self.languages and skills <= self.skills

    def take_slot(self) -> int:
        """Take the lowest free slot and give its number, from 1."""
        slot = next(n for n in range(1, self.capacity + 1) if n not in self.taken)
        self.taken.add(slot)
        return slot


@dataclass(frozen=True, slots=True)
class Choice:
    """One contact for one agent; `among` is how many agents would have fitted just then."""

    waiting: Waiting
    agent_id: UUID
    slot: int
    among: int


def match(waiting: Sequence[Waiting], free: Iterable[Free], now: datetime) -> list[Choice]:
    """Give contacts (in the order given, oldest first) to agents: least busy, longest idle first.

    A contact does not go back to the agent who just let it go while somebody else is free; with
    nobody else, it does after as long a pause as an offer lasts.
    """
    agents = sorted(free, key=lambda agent: agent.idle_since)
    by_id = {agent.agent_id: agent for agent in agents}
    fitting: dict[Need, list[Free]] = {}
    choices = []
    for contact in waiting:
        if contact.only is not None:
            named = by_id.get(contact.only)
            if named and named.has_room() and contact.tenant_id in named.tenant_ids:
                choices.append(Choice(contact, named.agent_id, named.take_slot(), 1))
            continue
        need = (contact.tenant_id, contact.language, contact.skills)
        if need not in fitting:
            fitting[need] = [agent for agent in agents if agent.fits(need)]
        candidates = fitting[need] = [agent for agent in fitting[need] if agent.has_room()]
        chosen = choose(contact, candidates, now)
        if chosen is not None:
            choice = Choice(contact, chosen.agent_id, chosen.take_slot(), len(candidates))
            choices.append(choice)
    return choices


def choose(contact: Waiting, candidates: Sequence[Free], now: datetime) -> Free | None:
    """The best of the candidates, who stand in order of idleness; None to let it wait."""
    others = [agent for agent in candidates if agent.agent_id != contact.let_go_by]
    if others:
        return min(others, key=lambda agent: len(agent.taken))
    if contact.let_go_at is not None:
        pause = timedelta(seconds=contact.offer_seconds)
        if now - contact.let_go_at < pause:
            return None
    return candidates[0] if candidates else None
