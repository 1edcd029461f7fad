"""What must be true whatever was killed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, text

from tests.chaos.players import Record

OPEN = text("""
SELECT c.id, c.state, c.agent_id, a.state AS agent_state, now() - c.state_since AS since
FROM contacts c LEFT JOIN agents a ON a.id = c.agent_id
WHERE c.state IN ('queued', 'offered', 'active', 'wrap_up')
""")
NUMBERS = text("SELECT number FROM messages WHERE contact_id = :contact AND id = :id")
GAPS = text("""
SELECT c.id, c.message_count, count(m.id) AS said, min(m.number) AS first, max(m.number) AS last
FROM contacts c JOIN messages m ON m.contact_id = c.id GROUP BY c.id
HAVING count(m.id) <> max(m.number) OR min(m.number) <> 1 OR max(m.number) <> c.message_count
""")
# Whoever opens a contact must have it from the queue or by an offer, never from another's hands.
TWO_AGENTS = text("""
SELECT contact_id FROM (
    SELECT contact_id, state, agent_id,
           lag(state) OVER steps AS state_before, lag(agent_id) OVER steps AS agent_before
    FROM contact_changes WINDOW steps AS (PARTITION BY contact_id ORDER BY id)
) AS each
WHERE state = 'active' AND state_before IN ('active', 'wrap_up') AND agent_id <> agent_before
""")
SLOTS = text("""
SELECT id FROM contacts
WHERE state IN ('queued', 'offered', 'active', 'wrap_up')
  AND (state = 'queued') <> (agent_slot IS NULL)
""")


def open_contacts(owner: Engine) -> list[str]:
    """Contacts that are not over."""
    with owner.connect() as connection:
        return [str(dict(row)) for row in connection.execute(OPEN).mappings()]


def unheard(owner: Engine, record: Record) -> list[str]:
    """Events that somebody's page has not been told of."""
    missing = []
    with owner.connect() as connection:
        for column, key, listener in list(record.listeners):
            rows = connection.execute(
                text(f"SELECT id, kind FROM events WHERE {column} = CAST(:key AS uuid)"),
                {"key": key},
            )
            missing += [
                f"{column} {key} was not told of {row.kind} ({row.id})"
                for row in rows
                if row.id not in listener.heard
            ]
    return missing


def faults(owner: Engine, record: Record) -> list[str]:
    """Everything that is not as it must be, a line each."""
    with owner.connect() as connection:
        return [
            *_lost_or_disordered(connection, record),
            *(
                f"the numbers of {dict(row)} have gaps"
                for row in connection.execute(GAPS).mappings()
            ),
            *(f"{row[0]} had two agents at once" for row in connection.execute(TWO_AGENTS)),
            *(
                f"{row[0]} is held by nobody, or holds a place for nobody"
                for row in connection.execute(SLOTS)
            ),
            *record.refused,
        ]


def _lost_or_disordered(connection: Connection, record: Record) -> Iterator[str]:
    for (contact, sender), said in record.said.items():
        before = 0
        for message_id in said:
            found = (
                connection.execute(NUMBERS, {"contact": contact, "id": message_id}).scalars().all()
            )
            if len(found) != 1:
                yield f"message {message_id} of {sender} is in {contact} {len(found)} times"
            elif found[0] <= before:
                yield f"message {message_id} of {sender} in {contact} stands before an earlier one"
            else:
                before = found[0]
