"""States of agents: those that they choose, and those that follow from their contacts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, not_, select

from muster.db import session
from muster.errors import Conflict, Invalid, existing
from muster.routing import reasons, sql
from muster.routing.announcing import announce
from muster.routing.dispatcher import nudge_after_commit
from muster.workforce.models import Agent, AgentState, SeatAssignment

CHOSEN = (
    AgentState.AVAILABLE,
    AgentState.BREAK,
    AgentState.MEAL,
    AgentState.MEETING,
    AgentState.TRAINING,
    AgentState.AWAY,
    AgentState.OFFLINE,
)
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Change:
    """What an agent's state becomes; `next_state` waits until the contacts in hand have ended."""

    agent_id: UUID
    state: str
    next_state: str | None = None
    reason: str = ""


def set_state(agent_id: UUID, state: str, reason: str = "", *, by: UUID) -> None:
    """Put the agent into a state of `CHOSEN`, now or when the contacts in hand have ended.

    reason: free text, shown with the state. by: the person who chose. What is on offer goes
    back to wait when the agent leaves. Whoever acts must see all clients whom the agent serves.
    Raises Invalid for any other state or a reason above 200 characters.
    """
    if state not in CHOSEN:
        raise Invalid("state", _l("Choose one of the states in the list."))
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", _l("At most 200 characters, please."))
    agent = lock(agent_id)
    if state == AgentState.AVAILABLE:
        _refuse_left(agent_id)
    leaves = state != AgentState.AVAILABLE
    if leaves:
        return_offers(agent_id, by=by)
    working = working_state(agent_id)
    waits = leaves and working is not None
    change = Change(agent_id, working or state, state if waits else None, reason)
    if change != Change(agent_id, agent.state, agent.next_state, agent.state_reason):
        write([change], by=by)
    nudge_after_commit(clients_of(agent_id))


def _refuse_left(agent_id: UUID) -> None:
    gone = select(Agent.id).where(Agent.id == agent_id, Agent.retired_at.is_not(None))
    if session.scalar(gone) is not None:
        raise Conflict(_l("Your last day here is over; no more contacts come."))


def lock(agent_id: UUID) -> Row[tuple[object, ...]]:
    """Hold the agent's row until the end of the unit of work; raises NotFound."""
    return existing(session.execute(sql.LOCK_AGENT, {"agent": agent_id}).one_or_none())


def working_state(agent_id: UUID) -> str | None:
    """Interacting or wrap-up, if the agent holds contacts; None without any."""
    held = session.execute(sql.HELD, {"agent": agent_id}).one()
    if held.active:
        return AgentState.INTERACTING
    return AgentState.WRAP_UP if held.wrapping else None


def return_offers(agent_id: UUID, *, by: UUID | None = None) -> None:
    """Let everything that is on offer to a held agent wait again, for somebody else."""
    values = {"agents": [agent_id], "person": by, "reason": reasons.AGENT_LEFT}
    announce(session.execute(sql.RETURN_OFFERED, values).scalars().all())


def settle(agent_ids: Sequence[UUID]) -> None:
    """Derive the states of held agents from the contacts they hold.

    A chosen state that waited takes effect when there is none left.
    """
    if not agent_ids:
        return
    changes = []
    for row in session.execute(sql.UNSETTLED, {"agents": list(agent_ids)}):
        working = row.state in (AgentState.INTERACTING, AgentState.WRAP_UP)
        reason = row.state_reason if row.next_state else ""
        changes.append(Change(row.id, row.state, row.next_state if working else None, reason))
    write(changes)


def mark_silent(agent_ids: Collection[UUID]) -> None:
    """Held agents who were at work and did not answer an offer are not responding."""
    if not agent_ids:
        return
    at_work = select(Agent.id).where(
        Agent.id.in_(agent_ids),
        Agent.state.in_((AgentState.AVAILABLE, AgentState.INTERACTING, AgentState.WRAP_UP)),
    )
    state, reason = AgentState.NOT_RESPONDING, reasons.EXPIRED
    write([Change(agent_id, state, reason=reason) for agent_id in session.scalars(at_work)])


def sign_off(agent_id: UUID, *, grace_seconds: int) -> None:
    """Put an agent offline whose desk has not been there for so long; checks it once more."""
    lock(agent_id)
    gone = session.execute(sql.STILL_GONE, {"agent": agent_id, "grace": grace_seconds})
    if gone.first() is not None:
        write([Change(agent_id, AgentState.OFFLINE, reason=reasons.DESK_GONE)])


def write(changes: Sequence[Change], *, by: UUID | None = None) -> None:
    """Write states of held agents, their history, and events for the clients they serve."""
    if not changes:
        return
    values = {
        "agents": [change.agent_id for change in changes],
        "states": [str(change.state) for change in changes],
        "nexts": [change.next_state for change in changes],
        "reasons": [change.reason for change in changes],
        "changed_by": by,
    }
    announce(session.execute(sql.CHANGE_STATES, values).scalars().all())


def clients_of(agent_id: UUID) -> list[UUID]:
    """Companies whom the agent serves now, of those that whoever acts may see."""
    return list(session.execute(sql.CLIENTS_OF, {"agent": agent_id}).scalars())


def is_certified(tenant_id: UUID, agent_id: UUID) -> bool:
    """Whether the agent may be given contacts of this company, as far as certification goes."""
    expired = select(SeatAssignment.id).where(
        SeatAssignment.tenant_id == tenant_id,
        SeatAssignment.agent_id == agent_id,
        SeatAssignment.ended_at.is_(None),
        not_(SeatAssignment.is_certified()),
    )
    return session.scalar(expired) is None
