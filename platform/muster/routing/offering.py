"""One pass: late offers go back, states settle, waiting contacts are offered. All set-based."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from muster.db import session
from muster.db.arrays import array_text
from muster.routing import reasons, sql, states
from muster.routing.announcing import announce
from muster.routing.matching import Choice, Free, Waiting, in_turn, match

BATCH = 200  # waiting contacts of one queue and language that one pass looks at
SPARE = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A contact was offered to an agent, for so long."""

    contact_id: UUID
    tenant_id: UUID
    queue_id: UUID | None
    agent_id: UUID
    slot: int
    seconds: int
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """Agents whose rows this pass holds, and whether others were held by somebody else.

    Of them: late, who have let an offer pass, and unsettled, whose state is not what their contacts
    say. Whoever comes to that later brings a nudge of their own.
    """

    agent_ids: list[UUID]
    late: list[UUID]
    unsettled: list[UUID]
    skipped: bool


def hold_agents(tenant_ids: Collection[UUID]) -> Held:
    """Hold the rows of these companies' agents for whom there is something to do.

    Waits for nobody who holds them.
    """
    row = session.execute(sql.LOCK_AGENTS, {"tenants": array_text(tenant_ids)}).one()
    return Held(row.locked, row.late, row.unsettled, row.candidates > len(row.locked))


def return_late(agent_ids: Sequence[UUID]) -> None:
    """Let offers that nobody answered in time wait again; their agents are not responding."""
    if not agent_ids:
        return
    values = {"agents": list(agent_ids), "person": None, "reason": reasons.EXPIRED}
    events = session.execute(sql.RETURN_LATE, values).scalars().all()
    announce(events)
    silent = {UUID(event["payload"]["agent_id"]) for event in events}
    states.mark_silent(silent)


def offer_waiting(
    tenant_ids: Collection[UUID], agent_ids: Sequence[UUID], *, offer_seconds: int
) -> tuple[list[Offer], bool]:
    """Offer waiting contacts of these companies to those of the held agents who are free.

    Whoever acts must see every company that these agents serve, or their slots look free.
    offer_seconds: how long an offer lasts where the queue does not say. Gives the offers, and
    whether contacts may be left that there was no room to look at.
    """
    free = free_agents(tenant_ids, agent_ids)
    if not free:
        return [], False
    # Beyond the free places, some to spare: a contact may wait for anybody but who let it go.
    batch = min(BATCH, SPARE + sum(agent.capacity - len(agent.taken) for agent in free))
    waiting, now = waiting_contacts(tenant_ids, free, offer_seconds, batch)
    offers, contended = give(waiting, free, now)
    is_room = any(agent.has_room() for agent in free)
    return offers, contended or (bool(offers) and len(waiting) >= batch and is_room)


def give(
    waiting: Sequence[Waiting], free: Sequence[Free], now: datetime
) -> tuple[list[Offer], bool]:
    """Offer waiting contacts to the free agents who fit them, until nothing more fits.

    A contact that somebody else got hold of meanwhile is passed over, and its agent gets the next
    one. Gives the offers, and whether there was such a contact.
    """
    agents = {agent.agent_id: agent for agent in free}
    left = list(in_turn(waiting))
    given: list[Offer] = []
    contended = False
    while chosen := [_offer(choice) for choice in match(left, free, now)]:
        written = write(chosen)
        lost = [offer for offer in chosen if offer.contact_id not in written]
        given += [offer for offer in chosen if offer.contact_id in written]
        if not lost:
            break
        contended = True
        for offer in lost:
            agents[offer.agent_id].leave_slot(offer.slot)
        tried = {offer.contact_id for offer in chosen}
        left = [contact for contact in left if contact.contact_id not in tried]
    return given, contended


def free_agents(tenant_ids: Collection[UUID], agent_ids: Sequence[UUID]) -> list[Free]:
    """Those of the held agents who can take another contact."""
    values = {"tenants": array_text(tenant_ids), "agents": array_text(agent_ids)}
    return [
        Free(
            row.agent_id,
            frozenset(row.tenant_ids),
            frozenset(row.languages),
            frozenset(row.abilities),
            row.capacity,
            set(row.taken),
            row.idle_since,
            frozenset(row.member_of),
            {UUID(of): frozenset(map(UUID, ids)) for of, ids in row.kept_to.items()},
        )
        for row in session.execute(sql.FREE_AGENTS, values)
    ]


def waiting_contacts(
    tenant_ids: Collection[UUID], free: Sequence[Free], offer_seconds: int, batch: int
) -> tuple[list[Waiting], datetime]:
    """Waiting contacts that one of the free agents could take, in no order; nobody holds them.

    batch: the most of one queue and language. Also gives the database's time.
    """
    values = {
        "tenants": array_text(tenant_ids),
        "agents": array_text(agent.agent_id for agent in free),
        "offer_seconds": offer_seconds,
        "batch": batch,
    }
    rows = session.execute(sql.WAITING, values).all()
    keeping = {tenant_id for agent in free for tenant_id in agent.kept_to}
    waiting = [
        Waiting(
            row.contact_id,
            row.tenant_id,
            row.language,
            frozenset(row.needs),
            row.offer_seconds,
            row.let_go_by,
            row.let_go_at,
            row.wanted_agent_id,
            row.wanted_reason,
            frozenset(row.preferred_skills),
            (row.queue_priority, row.priority),
            row.created_at,
            row.own_people,
            row.queue_id,
            row.tenant_id in keeping,
        )
        for row in rows
    ]
    return waiting, rows[0].now if rows else datetime.now(UTC)


def _offer(choice: Choice) -> Offer:
    contact = choice.waiting
    reason = contact.only_reason or _why(choice)
    return Offer(
        contact.contact_id,
        contact.tenant_id,
        contact.queue_id,
        choice.agent_id,
        choice.slot,
        contact.offer_seconds,
        reason,
    )


def _why(choice: Choice) -> str:
    values: dict[str, object] = {"n": choice.among, "language": choice.waiting.language}
    if not choice.preferred:
        return reasons.encode(reasons.LONGEST_IDLE, **values)
    skills = ",".join(sorted(choice.preferred))
    return reasons.encode(reasons.PREFERRED, **values, skills=skills)


def write(offers: Sequence[Offer]) -> set[UUID]:
    """Write any number of offers in one statement: slots, clocks, history, events.

    Gives the contacts that still waited, and are offered now.
    """
    values = {
        "contacts": [offer.contact_id for offer in offers],
        "queues": [offer.queue_id for offer in offers],
        "agents": [offer.agent_id for offer in offers],
        "slots": [offer.slot for offer in offers],
        "seconds": [offer.seconds for offer in offers],
        "reasons": [offer.reason for offer in offers],
    }
    events = session.execute(sql.OFFER, values).scalars().all()
    announce(events)
    return {UUID(event["contact_id"]) for event in events}
