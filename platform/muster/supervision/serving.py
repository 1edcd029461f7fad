"""Which of a company's queues its agents serve, and moving them from one to another.

Without a word every agent serves every queue that skills and languages fit. Who is moved keeps
what is open, and what is on offer; from then on nothing comes from other queues, except what asks
for this agent by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select, text, update

from muster.audit.actions import record
from muster.conversations.models import Queue
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound, existing
from muster.events.actions import Happening, record_many
from muster.routing.dispatcher import nudge_after_commit
from muster.supervision.acts import Supervisor
from muster.supervision.models import SeatQueueChange
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment

Moves = Mapping[UUID, frozenset[UUID] | None]

INHERIT = text("""
UPDATE seat_assignments SET queue_ids = NULLIF(ARRAY(
    SELECT DISTINCT id FROM unnest(array_replace(queue_ids, :queue, CAST(:heir AS uuid))) AS q(id)
    WHERE id IS NOT NULL), '{}')
WHERE tenant_id = :tenant AND ended_at IS NULL AND :queue = ANY (queue_ids)
  AND lent_until IS NULL
""")


class Bare(Conflict):
    """Nobody would serve these queues any more: said before it is done."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent of the company; `queue_ids` is None for every queue that fits.

    is_lent: the operator has lent this agent to that queue and to no other.
    """

    agent_id: UUID
    name: str
    abilities: frozenset[str]
    queue_ids: frozenset[UUID] | None
    is_lent: bool = False

    def serves(self, queue: Queue) -> bool:
        """Whether contacts of the queue may be offered to the agent, as far as this goes."""
        return self.queue_ids is None or queue.id in self.queue_ids

    def can_answer(self, queue: Queue) -> bool:
        """Whether the agent serves the queue and has the skills that it needs."""
        return self.serves(queue) and self.abilities.issuperset(queue.needs)


def queues_of(tenant_id: UUID) -> Sequence[Queue]:
    """The company's queues that are in use, by name."""
    query = select(Queue).where(Queue.tenant_id == tenant_id, Queue.retired_at.is_(None))
    return session.scalars(query.order_by(Queue.name, Queue.id)).all()


def seats_of(tenant_id: UUID) -> list[Seat]:
    """The agents who serve the company now, by name, but who is leaving."""
    query = (
        select(
            Agent.id,
            Agent.display_name,
            Agent.abilities,
            SeatAssignment.queue_ids,
            SeatAssignment.lent_until.is_not(None).label("is_lent"),
        )
        .join(SeatAssignment, SeatAssignment.agent_id == Agent.id)
        .where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
            SeatAssignment.leaving_at.is_(None),
        )
        .order_by(Agent.display_name, Agent.id)
        .limit(1000)
    )
    return [
        Seat(row.id, row.display_name, frozenset(row.abilities), _some(row.queue_ids), row.is_lent)
        for row in session.execute(query)
    ]


def choices(tenant_id: UUID, agent_id: UUID) -> list[dict[str, Any]]:
    """The company's queues, and whether this agent serves each; raises NotFound."""
    seat = existing(next((each for each in seats_of(tenant_id) if each.agent_id == agent_id), None))
    return [
        {"id": str(queue.id), "name": queue.name, "serves": seat.serves(queue)}
        for queue in queues_of(tenant_id)
    ]


def unserved(queues: Sequence[Queue], seats: Sequence[Seat]) -> list[Queue]:
    """Queues that none of these agents serves with the skills that are needed."""
    return [queue for queue in queues if not any(seat.can_answer(queue) for seat in seats)]


def move(
    tenant_id: UUID,
    agent_id: UUID,
    queue_ids: Sequence[UUID],
    who: Supervisor,
    *,
    anyway: bool = False,
) -> None:
    """Let an agent of the company serve these of its queues; all of them also means later ones.

    anyway: also if nobody would serve a queue any more. The same move twice is made once. Raises
    NotFound, Invalid for no queue, Conflict for somebody who is lent, Bare for the last agent of
    a queue.
    """
    queues = queues_of(tenant_id)
    known, wanted = {queue.id for queue in queues}, frozenset(queue_ids)
    if not wanted <= known:
        raise NotFound
    _move(tenant_id, queues, {agent_id: None if wanted == known else wanted}, who, anyway=anyway)


def set_agents(
    tenant_id: UUID,
    queue_id: UUID,
    agent_ids: Sequence[UUID],
    who: Supervisor,
    *,
    anyway: bool = False,
) -> None:
    """Let exactly these agents of the company serve the queue; other queues stay as they are.

    Raises as `move`; Invalid also for an agent who would serve no queue at all.
    """
    queues, wanted = queues_of(tenant_id), set(agent_ids)
    seats = seats_of(tenant_id)
    queue = next((each for each in queues if each.id == queue_id), None)
    if queue is None or not wanted <= {seat.agent_id for seat in seats}:
        raise NotFound
    known = frozenset(each.id for each in queues)
    moves: dict[UUID, frozenset[UUID] | None] = {}
    for seat in seats:
        if seat.serves(queue) != (seat.agent_id in wanted):
            left = (known if seat.queue_ids is None else seat.queue_ids & known) ^ {queue_id}
            moves[seat.agent_id] = None if left == known else left
    _move(tenant_id, queues, moves, who, anyway=anyway)


def inherit(tenant_id: UUID, queue_id: UUID, heir_id: UUID | None) -> None:
    """A queue is put away: its agents serve its heir; who is left with none serves them all."""
    session.execute(INHERIT, {"tenant": tenant_id, "queue": queue_id, "heir": heir_id})


def _move(
    tenant_id: UUID, queues: Sequence[Queue], moves: Moves, who: Supervisor, *, anyway: bool
) -> None:
    _hold(tenant_id)
    before = seats_of(tenant_id)
    if not moves.keys() <= {seat.agent_id for seat in before}:
        raise NotFound
    after = [replace(s, queue_ids=moves.get(s.agent_id, s.queue_ids)) for s in before]
    moved = [new for old, new in zip(before, after, strict=True) if old != new]
    lent = next((seat for seat in moved if seat.is_lent), None)
    if lent is not None:
        raise Conflict(_l("%(name)s is lent for one queue, until recalled.", name=lent.name))
    nowhere = next((seat for seat in moved if seat.queue_ids == frozenset()), None)
    if nowhere is not None:
        raise Invalid("queue_ids", _l("%(name)s would serve no queue.", name=nowhere.name))
    bare_before = unserved(queues, before)
    bare = [queue.name for queue in unserved(queues, after) if queue not in bare_before]
    if bare and not anyway:
        raise Bare(_l("Nobody would serve %(names)s any more.", names=", ".join(bare)))
    _write(tenant_id, moved, who)
    _tell(tenant_id, queues, moved, who)


def _hold(tenant_id: UUID) -> None:
    """Hold the company's seats: two supervisors do not move the last two agents at once."""
    seats = select(SeatAssignment.id).where(
        SeatAssignment.tenant_id == tenant_id, SeatAssignment.ended_at.is_(None)
    )
    session.execute(seats.order_by(SeatAssignment.id).with_for_update(key_share=True))


def _write(tenant_id: UUID, moved: Sequence[Seat], who: Supervisor) -> None:
    rows: list[dict[str, Any]] = []
    for seat in moved:
        kept = None if seat.queue_ids is None else sorted(seat.queue_ids)
        session.execute(
            update(SeatAssignment)
            .where(
                SeatAssignment.tenant_id == tenant_id,
                SeatAssignment.agent_id == seat.agent_id,
                SeatAssignment.ended_at.is_(None),
            )
            .values(queue_ids=kept)
        )
        row: dict[str, Any] = {"id": uuid7(), "agent_id": seat.agent_id, "queue_ids": kept}
        rows.append(row | {"tenant_id": tenant_id, "changed_by": who.person_id})
    if rows:
        session.execute(insert(SeatQueueChange), rows)
        nudge_after_commit([tenant_id])


def _tell(tenant_id: UUID, queues: Sequence[Queue], moved: Sequence[Seat], who: Supervisor) -> None:
    happenings = []
    company = session.scalar(select(Tenant.name).where(Tenant.id == tenant_id))
    for seat in moved:
        names = [queue.name for queue in queues if seat.serves(queue)]
        record("agent.moved", tenant_id=tenant_id, subject=seat.name, queues=", ".join(names)[:500])
        payload = {"name": who.name, "company": company, "queues": names}
        happenings.append(
            Happening("agent.moved", tenant_id, for_agent=seat.agent_id, payload=payload)
        )
    record_many(happenings)


def _some(queue_ids: Sequence[UUID] | None) -> frozenset[UUID] | None:
    return None if queue_ids is None else frozenset(queue_ids)
