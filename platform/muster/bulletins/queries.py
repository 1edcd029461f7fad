"""Who has to read what until when, and who has: a few queries, however many agents there are.

Whoever takes a seat later has as long to read as the others had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, select, text
from sqlalchemy.orm import Session, scoped_session

from muster.bulletins.models import Bulletin, BulletinVersion
from muster.db import session
from muster.workforce.models import SeatAssignment

Source = Session | scoped_session[Any]
MOST = 200

# Bulletins in force × the agents who sit there now; `read_at` is null for who has not read.
ASKED = """
SELECT b.id AS bulletin_id, b.tenant_id, s.agent_id, r.read_at,
       GREATEST(b.due_at, s.created_at + (b.due_at - b.asked_at)) AS due_at
FROM bulletins b
JOIN seat_assignments s ON s.tenant_id = b.tenant_id AND s.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT min(created_at) AS read_at FROM bulletin_readings r
    WHERE r.bulletin_id = b.id AND r.agent_id = s.agent_id AND r.passed
      AND r.version >= b.must_read_version
) r ON true
WHERE b.withdrawn_at IS NULL
"""

MINE = text(f"""
SELECT DISTINCT ON (b.batch_id) asked.due_at, asked.due_at < now() AS is_overdue,
       b.id, b.tenant_id, b.by_operator, b.version, v.title, v.body, v.question, v.choices
FROM ({ASKED} AND s.agent_id = :agent) AS asked
JOIN bulletins b ON b.id = asked.bulletin_id
JOIN bulletin_versions v ON v.bulletin_id = b.id AND v.number = b.version
WHERE asked.read_at IS NULL
ORDER BY b.batch_id, asked.due_at
""")  # noqa: S608 — put together from constants

UNREAD = text(f"""
SELECT bulletin_id, tenant_id, agent_id FROM ({ASKED} AND b.id = ANY (:bulletins)) AS asked
WHERE read_at IS NULL
""")  # noqa: S608 — put together from constants

LIST = """
SELECT b.id, b.batch_id, b.tenant_id, b.by_operator, b.version, b.created_at, b.asked_at, b.due_at,
       b.withdrawn_at, v.title, v.question IS NOT NULL AS has_question,
       count(asked.agent_id) AS asked, count(asked.read_at) AS have_read,
       count(*) FILTER (WHERE asked.read_at IS NULL AND asked.due_at < now()) AS overdue
FROM bulletins b
JOIN bulletin_versions v ON v.bulletin_id = b.id AND v.number = b.version
LEFT JOIN ({asked}) AS asked ON asked.bulletin_id = b.id
WHERE {which}
GROUP BY b.id, v.id
ORDER BY b.withdrawn_at IS NOT NULL, b.id DESC LIMIT {most}
"""
OF_COMPANY = text(
    LIST.format(
        asked=f"{ASKED} AND b.tenant_id = :tenant", which="b.tenant_id = :tenant", most=MOST
    )
)
OF_OPERATOR = text(
    LIST.format(asked=f"{ASKED} AND b.by_operator", which="b.by_operator", most=MOST)
)

READERS = text(f"""
SELECT asked.bulletin_id, asked.tenant_id, asked.agent_id, a.display_name AS agent_name,
       asked.due_at, asked.read_at, asked.read_at IS NULL AND asked.due_at < now() AS is_overdue,
       false AS has_left
FROM ({ASKED} AND b.id = ANY (:bulletins)) AS asked
JOIN agents a ON a.id = asked.agent_id
UNION ALL
SELECT r.bulletin_id, r.tenant_id, r.agent_id, min(r.agent_name), NULL,
       min(r.created_at) FILTER (WHERE r.passed), false, true
FROM bulletin_readings r JOIN bulletins b ON b.id = r.bulletin_id
WHERE r.bulletin_id = ANY (:bulletins) AND (b.withdrawn_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM seat_assignments s WHERE s.tenant_id = r.tenant_id AND s.agent_id = r.agent_id
      AND s.ended_at IS NULL))
GROUP BY r.bulletin_id, r.tenant_id, r.agent_id
ORDER BY has_left, is_overdue DESC, read_at NULLS FIRST, agent_name
LIMIT 2000
""")  # noqa: S608 — put together from constants

ANSWERS = text("""
SELECT r.bulletin_id, r.agent_id, r.version, r.choice, r.passed, r.created_at, v.choices
FROM bulletin_readings r
JOIN bulletin_versions v ON v.bulletin_id = r.bulletin_id AND v.number = r.version
WHERE r.bulletin_id = ANY (:bulletins) ORDER BY r.id LIMIT 10000
""")


@dataclass(frozen=True, slots=True)
class UnreadAgent:
    """An agent who has not read a bulletin."""

    bulletin_id: UUID
    tenant_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True)
class Shown:
    """One bulletin with its present text and all texts that it had, newest first."""

    bulletin: Bulletin
    versions: Sequence[BulletinVersion]

    @property
    def words(self) -> BulletinVersion:
        """The text that is shown now."""
        return self.versions[0]


def mine(agent_id: UUID) -> list[RowMapping]:
    """What the agent has still to read, the most urgent first, each once."""
    rows = session.execute(MINE, {"agent": agent_id}).mappings().all()
    return sorted(rows, key=lambda row: row["due_at"])


def unread_agents(bulletin_ids: Sequence[UUID]) -> list[UnreadAgent]:
    """Who has not read these bulletins, of those in force."""
    rows = session.execute(UNREAD, {"bulletins": list(bulletin_ids)}).all()
    return [UnreadAgent(*row) for row in rows]


def of_company(tenant_id: UUID) -> Sequence[RowMapping]:
    """A company's bulletins with how many have to read them, have, and are overdue."""
    return session.execute(OF_COMPANY, {"tenant": tenant_id}).mappings().all()


def of_operator(across: Source) -> Sequence[RowMapping]:
    """The same for what the operator has told companies' agents, a row a company."""
    return across.execute(OF_OPERATOR).mappings().all()


def batch(across: Source, batch_id: UUID) -> Sequence[Bulletin]:
    """What the operator has told at once, a bulletin a company."""
    query = select(Bulletin).where(Bulletin.batch_id == batch_id, Bulletin.by_operator)
    return across.scalars(query.order_by(Bulletin.id)).all()


def shown(source: Source, bulletin_id: UUID) -> Shown | None:
    """One bulletin with its texts; None if there is none in sight."""
    bulletin = source.get(Bulletin, bulletin_id)
    if bulletin is None:
        return None
    versions = source.scalars(
        select(BulletinVersion)
        .where(BulletinVersion.bulletin_id == bulletin_id)
        .order_by(BulletinVersion.number.desc())
    ).all()
    return Shown(bulletin, versions)


def readers(source: Source, bulletin_ids: Sequence[UUID]) -> Sequence[RowMapping]:
    """Who has to read them and who has, those first who are overdue; then who has left since."""
    return source.execute(READERS, {"bulletins": list(bulletin_ids)}).mappings().all()


def answers(
    source: Source, bulletin_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID], list[RowMapping]]:
    """Every answer, by bulletin and agent, in the order in which they were given."""
    found: dict[tuple[UUID, UUID], list[RowMapping]] = {}
    for row in source.execute(ANSWERS, {"bulletins": list(bulletin_ids)}).mappings():
        found.setdefault((row["bulletin_id"], row["agent_id"]), []).append(row)
    return found


def titles(bulletin_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these bulletins are called now."""
    rows = session.execute(
        select(Bulletin.id, BulletinVersion.title)
        .join(
            BulletinVersion,
            (BulletinVersion.bulletin_id == Bulletin.id)
            & (BulletinVersion.number == Bulletin.version),
        )
        .where(Bulletin.id.in_(bulletin_ids))
    )
    return {row.id: row.title for row in rows}


def seated(tenant_ids: Sequence[UUID]) -> Sequence[Row[UUID, UUID]]:
    """Company and agent, for everybody who sits for these companies now."""
    return session.execute(
        select(SeatAssignment.tenant_id, SeatAssignment.agent_id).where(
            SeatAssignment.tenant_id.in_(tenant_ids), SeatAssignment.ended_at.is_(None)
        )
    ).all()


def companies_with_seats(across: Source) -> Sequence[RowMapping]:
    """Companies for whom somebody sits, by name, with how many."""
    return (
        across.execute(
            text(
                "SELECT t.id, t.name, count(*) AS agents FROM seat_assignments s"
                " JOIN tenants t ON t.id = s.tenant_id WHERE s.ended_at IS NULL"
                " GROUP BY t.id ORDER BY t.name, t.id LIMIT 2000"
            )
        )
        .mappings()
        .all()
    )


def not_pinned_yet(across: Source) -> Sequence[Row[UUID, UUID]]:
    """Companies for whom somebody sits without a bulletin that is for everybody, with its id."""
    return across.execute(NOT_PINNED).all()


NOT_PINNED = text("""
SELECT DISTINCT ON (b.batch_id, s.tenant_id) s.tenant_id, b.id
FROM bulletins b CROSS JOIN (
    SELECT DISTINCT tenant_id FROM seat_assignments WHERE ended_at IS NULL
) s
WHERE b.for_everybody AND b.withdrawn_at IS NULL AND NOT EXISTS (
    SELECT FROM bulletins k WHERE k.tenant_id = s.tenant_id AND k.batch_id = b.batch_id)
ORDER BY b.batch_id, s.tenant_id, b.version DESC
LIMIT 500
""")


def due(across: Source) -> Sequence[Row[UUID, UUID, int, bool]]:
    """Bulletins of all companies about which somebody is to be told now.

    Gives id, company, how many are overdue, and whether it is time for the first reminder.
    """
    return across.execute(DUE).all()


DUE = text(f"""
SELECT b.id, b.tenant_id, count(*) FILTER (WHERE asked.due_at < now()) AS overdue,
       b.reminded_at IS NULL AND now() > b.asked_at + (b.due_at - b.asked_at) * 0.75 AS remind
FROM ({ASKED}) AS asked JOIN bulletins b ON b.id = asked.bulletin_id
WHERE asked.read_at IS NULL
GROUP BY b.id
HAVING count(*) FILTER (WHERE asked.due_at < now()) > b.told_overdue
    OR b.reminded_at IS NULL AND now() > b.asked_at + (b.due_at - b.asked_at) * 0.75
LIMIT 500
""")  # noqa: S608 — put together from constants
