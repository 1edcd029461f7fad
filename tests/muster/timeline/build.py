"""Days for tests: states and contacts at given moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, insert, text

from muster.conversations.models import Contact, ContactChange
from muster.workforce.models import AgentStateChange
from tests.cast import HUALAN, Company, Somebody

MIDNIGHT = (datetime.now(UTC) - timedelta(days=2)).replace(
    hour=16, minute=0, second=0, microsecond=0
)
DAY = (MIDNIGHT + timedelta(hours=8)).date().isoformat()  # in Shanghai, where both companies are


def at(hour: float) -> datetime:
    """A moment of the day before yesterday, Shanghai time."""
    return MIDNIGHT + timedelta(hours=hour)


def made_at(moment: datetime, number: int = 0) -> UUID:
    """An id as it is made at that moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62 | number)


def seat(owner: Engine, person: Somebody, since: datetime, until: datetime | None = None) -> None:
    """The seat of this agent was taken then, and left."""
    query = text(
        "UPDATE seat_assignments SET created_at = :since, ended_at = :until WHERE agent_id = :a"
    )
    with owner.begin() as connection:
        connection.execute(query, {"since": since, "until": until, "a": person.agent_id})


def states(owner: Engine, person: Somebody, *changes: tuple[float, str]) -> None:
    """The agent's changes of state: hour and state."""
    rows = [
        {
            "id": made_at(at(hour), person.agent_id.int & 0xFFFF),
            "agent_id": person.agent_id,
            "state": state,
            "reason": "",
            "changed_by": person.id if state == "break" else None,
            "created_at": at(hour),
        }
        for hour, state in changes
    ]
    with owner.begin() as connection:
        connection.execute(insert(AgentStateChange), rows)


def contact(
    owner: Engine,
    *steps: tuple[float, str, Somebody | None],
    company: Company = HUALAN,
    opening: str = "Why?",
) -> UUID:
    """A contact that went through these steps: hour, state, agent."""
    contact_id = made_at(at(steps[0][0]), number=hash(opening) % 1000)
    last = steps[-1]
    with owner.begin() as connection:
        connection.execute(
            insert(Contact).values(
                id=contact_id,
                tenant_id=company.id,
                queue_id=company.queue_id,
                origin="inquiry",
                language="en",
                opening=opening,
                state=last[1],
                state_since=at(last[0]),
                agent_id=last[2].agent_id if last[2] else None,
            )
        )
        for number, (hour, state, person) in enumerate(steps):
            connection.execute(
                insert(ContactChange).values(
                    id=made_at(at(hour), number=number + hash(opening) % 1000),
                    tenant_id=company.id,
                    contact_id=contact_id,
                    state=state,
                    agent_id=person.agent_id if person else None,
                    reason="",
                    created_at=at(hour),
                )
            )
    return contact_id
