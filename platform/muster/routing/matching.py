"""Which free agent is offered which waiting contact: decided in memory, without any database.

Contacts are taken in turn (see `in_turn`). Of the agents who serve the company, speak the
language and can do what the queue needs, the one gets it who has most of the skills that the
queue prefers, then who has the largest part of the capacity free, then who is idle longest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from uuid import UUID

Need = tuple[UUID, str, frozenset[str], frozenset[str], bool, UUID | None]
Rank = tuple[int, float, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact that waits, and what its agent must be able to do.

    skills: words of what is needed, preferred: of what would be good; as Agent.abilities.
    let_go_by, let_go_at: the agent who last had this contact on offer and let it go.
    only: the one agent for whom it waits by name, whatever that agent can do; and why.
    priority: of its queue and its own, compared within its company only.
    own_people: it is for the company's own people at the desk, too, whatever they can do.
    by_queue: whether some of the company's free agents are kept to some of its queues.
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
    preferred: frozenset[str] = frozenset()
    priority: tuple[int, int] = (0, 0)
    created_at: datetime | None = None
    own_people: bool = False
    queue_id: UUID | None = None
    by_queue: bool = False

    @property
    def need(self) -> Need:
        """What decides who fits; contacts with the same need share their candidates."""
        wanted = self.tenant_id, self.language, self.skills, self.preferred
        return *wanted, self.own_people, self.queue_id if self.by_queue else None


@dataclass(slots=True)
class Free:
    """An agent who can take contacts; `taken` are the slots in use, `idle_since` what orders.

    member_of: companies whose own people this agent is one of. kept_to: for companies of which
    the agent serves some queues only, these queues.
    """

    agent_id: UUID
    tenant_ids: frozenset[UUID]
    languages: frozenset[str]
    skills: frozenset[str]
    capacity: int
    taken: set[int]
    idle_since: datetime
    member_of: frozenset[UUID] = frozenset()
    kept_to: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)

    def has_room(self) -> bool:
        """Whether a slot up to the agent's capacity is free."""
        return len(self.taken) < self.capacity

    def fits(self, need: Need) -> bool:
        """Whether the agent serves the queue, speaks the language and has the skills."""
        tenant_id, language, skills, _, own_people, queue_id = need
        is_here = queue_id is None or queue_id in self.kept_to.get(tenant_id, (queue_id,))
        able = (is_here and skills <= self.skills) or (own_people and tenant_id in self.member_of)
        return able and tenant_id in self.tenant_ids and language in self.languages

    def take_slot(self) -> int:
        """Take the lowest free slot and give its number, from 1."""
        slot = next(n for n in range(1, self.capacity + 1) if n not in self.taken)
        self.taken.add(slot)
        return slot

    def leave_slot(self, slot: int) -> None:
        """Give back what `take_slot` gave."""
        self.taken.discard(slot)


@dataclass(frozen=True, slots=True)
class Choice:
    """One contact for one agent.

    among: how many agents would have fitted just then. preferred: which of the skills that the
    queue prefers the agent has.
    """

    waiting: Waiting
    agent_id: UUID
    slot: int
    among: int
    preferred: frozenset[str] = frozenset()


class Candidates:
    """The agents who fit a need, best first. Ranks that went stale are renewed when met."""

    def __init__(self, need: Need, agents: Sequence[Free]) -> None:
        self._preferred = need[3]
        self._agents = [agent for agent in agents if agent.fits(need)]
        self._heap: list[Rank] = []
        for number in range(len(self._agents)):
            self._push(number)
        self.count = len(self._heap)
        self._ids = {agent.agent_id for agent in self._agents if agent.has_room()}

    def _rank(self, number: int) -> Rank:
        agent = self._agents[number]
        wished = len(self._preferred & agent.skills) if self._preferred else 0
        return -wished, len(agent.taken) / agent.capacity, number

    def _push(self, number: int) -> None:
        if self._agents[number].has_room():
            heappush(self._heap, self._rank(number))

    def _pop(self) -> int | None:
        while self._heap:
            rank = heappop(self._heap)
            number = rank[2]
            if self._rank(number) == rank:
                return number
            self._push(number)  # nowhere, without room
        return None

    def full(self, agent_id: UUID) -> None:
        """This agent has no room any more, whatever it was taken for."""
        if agent_id in self._ids:
            self._ids.discard(agent_id)
            self.count -= 1

    def choose(self, contact: Waiting, now: datetime) -> Free | None:
        """The best agent for this contact; None to let it wait. Stays a candidate."""
        first = self._pop()
        if first is None:
            return None
        second = self._pop() if self._agents[first].agent_id == contact.let_go_by else None
        for number in (first, second):
            if number is not None:
                self._push(number)
        if second is not None:
            return self._agents[second]
        if self._agents[first].agent_id == contact.let_go_by and _pauses(contact, now):
            return None
        return self._agents[first]


def _pauses(contact: Waiting, now: datetime) -> bool:
    if contact.let_go_at is None:
        return False
    return now - contact.let_go_at < timedelta(seconds=contact.offer_seconds)


def match(waiting: Iterable[Waiting], free: Iterable[Free], now: datetime) -> list[Choice]:
    """Give contacts, in the order given, to the agents who fit them best.

    A contact does not go back to the agent who just let it go while somebody else is free; with
    nobody else, it does after as long a pause as an offer lasts.
    """
    agents = sorted(free, key=lambda agent: agent.idle_since)
    by_id = {agent.agent_id: agent for agent in agents}
    fitting: dict[Need, Candidates] = {}
    choices = []
    for contact in waiting:
        if contact.only is not None:
            named = by_id.get(contact.only)
            if named and named.has_room() and contact.tenant_id in named.tenant_ids:
                choices.append(Choice(contact, named.agent_id, named.take_slot(), 1))
                _tell_if_full(named, fitting.values())
            continue
        need = contact.need
        candidates = fitting.get(need)
        if candidates is None:
            candidates = fitting[need] = Candidates(need, agents)
        chosen = candidates.choose(contact, now)
        if chosen is not None:
            among, wished = candidates.count, contact.preferred & chosen.skills
            choices.append(Choice(contact, chosen.agent_id, chosen.take_slot(), among, wished))
            _tell_if_full(chosen, fitting.values())
    return choices


def _tell_if_full(agent: Free, everywhere: Iterable[Candidates]) -> None:
    if not agent.has_room():
        for candidates in everywhere:
            candidates.full(agent.agent_id)


def in_turn(waiting: Iterable[Waiting]) -> Iterator[Waiting]:
    """Contacts in the order in which they are to be given out.

    Who is asked for by name comes first: only that agent takes it. Then the oldest; within a
    company those with priority take the turns of the others, so that no company comes before
    another by calling its own queues important.
    """
    named: list[Waiting] = []
    companies: dict[UUID, list[Waiting]] = defaultdict(list)
    for contact in waiting:
        (named if contact.only else companies[contact.tenant_id]).append(contact)
    turns: list[tuple[datetime, Waiting]] = []
    for contacts in companies.values():
        ages = sorted(map(_age, contacts))
        contacts.sort(key=_importance)
        turns.extend(zip(ages, contacts, strict=True))
    turns.sort(key=lambda turn: turn[0])
    yield from sorted(named, key=_age)
    yield from (contact for _, contact in turns)


def _age(contact: Waiting) -> datetime:
    assert contact.created_at is not None  # noqa: S101 — read with every waiting contact
    return contact.created_at


def _importance(contact: Waiting) -> tuple[int, int, datetime]:
    of_queue, own = contact.priority
    return -own, -of_queue, _age(contact)
