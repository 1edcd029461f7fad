"""Agents whose last day is over: no contacts any more, no seat, no shift, no desk."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, text

from muster.audit.actions import record
from muster.db import Acting, after_commit, session, unit_of_work
from muster.events import bus
from muster.roster import leaving as plans
from muster.routing import passes, states
from muster.workforce import leases
from muster.workforce.models import Agent, AgentState, SeatAssignment
from muster.workforce.standby_seats import leave_soon

PATIENCE_HOURS = 2  # how long after the last day somebody may end a conversation
MOST = 500

# The last day ends by the clock of the agent's site. {more}: for one of them only.
_LEFT = f"""
SELECT a.id, a.left_on, ARRAY(SELECT s.tenant_id FROM seat_assignments s
                              WHERE s.agent_id = a.id AND s.ended_at IS NULL) AS tenant_ids,
       now() < (a.left_on + 1)::timestamp AT TIME ZONE COALESCE(i.time_zone, 'Asia/Shanghai')
               + :patience * interval '1 hour' AS may_end
FROM agents a LEFT JOIN sites i ON i.id = a.site_id
WHERE a.retired_at IS NULL
  AND a.left_on < (now() AT TIME ZONE COALESCE(i.time_zone, 'Asia/Shanghai'))::date {{more}}
ORDER BY a.left_on, a.id LIMIT {MOST}
"""  # noqa: S608 — the joined text is ours
LEFT = text(_LEFT.format(more=""))
HAS_LEFT = text(_LEFT.format(more="AND a.id = :agent"))


def retire_left() -> None:
    """Let everybody go whose last day is over, each in a unit of work of its own."""
    for agent_id, _, tenant_ids, _ in passes.across(LEFT, patience=PATIENCE_HOURS):
        with unit_of_work(Acting(tenant_ids=tuple(tenant_ids), staff=True)):
            retire(agent_id)


def retire(agent_id: UUID) -> None:
    """Let an agent go whose last day is over; the same again changes nothing.

    Who is in a conversation gets no new ones and may end it, for PATIENCE_HOURS. Whoever acts
    must see all companies whom the agent serves.
    """
    states.lock(agent_id)
    values = {"agent": agent_id, "patience": PATIENCE_HOURS}
    left = session.execute(HAS_LEFT, values).one_or_none()
    if left is None:
        return
    agent = session.get_one(Agent, agent_id)
    if left.may_end and states.working_state(agent_id) == AgentState.INTERACTING:
        seats = select(SeatAssignment.id).where(
            SeatAssignment.agent_id == agent_id, SeatAssignment.ended_at.is_(None)
        )
        leave_soon(session.scalars(seats).all())
        return
    if agent.state != AgentState.OFFLINE:  # first: companies hear of it as long as they are served
        states.write([states.Change(agent_id, AgentState.OFFLINE)])
    seats_ended = leases.leave_all(agent_id)
    shifts_ended = plans.clear(agent_id, left.left_on)
    agent.retired_at = func.now()
    session.flush()
    record("agent.left", subject=agent.display_name, seats=seats_ended, shifts=shifts_ended)
    person_id = agent.person_id
    after_commit(lambda: bus.rights_changed(person_id))
