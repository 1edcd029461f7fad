"""An agent answers for having read a bulletin."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, text

from muster.bulletins.actions import WITHDRAWN
from muster.bulletins.models import Bulletin, BulletinVersion
from muster.db import session
from muster.errors import Conflict, Invalid, existing
from muster.workforce.models import SeatAssignment

# What the operator tells several companies' agents is read once, and counts for each of them.
ANSWER = text("""
INSERT INTO bulletin_readings
    (id, tenant_id, bulletin_id, version, agent_id, agent_name, choice, passed)
SELECT new_id(), b.tenant_id, b.id, b.version, :agent, :name, :choice, :passed
FROM bulletins b
JOIN seat_assignments s ON s.tenant_id = b.tenant_id AND s.agent_id = :agent
    AND s.ended_at IS NULL
WHERE b.batch_id = :batch AND b.version = :version AND b.withdrawn_at IS NULL
ON CONFLICT DO NOTHING
""")


def answer(
    bulletin_id: UUID, version: int, choice: int | None, *, agent_id: UUID, agent_name: str
) -> bool:
    """Note that the agent has read a version; gives whether its question was answered rightly.

    choice: place of the chosen answer, from 0; None where nothing is asked. Whoever acts must
    see the companies whom the agent serves. Raises NotFound for a bulletin of others, Conflict
    for one that was withdrawn or has a newer text, Invalid without a choice.
    """
    bulletin = _mine(bulletin_id, agent_id)
    if bulletin.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)
    if bulletin.version != version:
        raise Conflict(_l("There is a newer text. Please read that one."))
    words = session.execute(
        select(BulletinVersion).where(
            BulletinVersion.bulletin_id == bulletin_id, BulletinVersion.number == version
        )
    ).scalar_one()
    if words.question is None:
        choice = None
    elif choice is None or not 0 <= choice < len(words.choices):
        raise Invalid("choice", _l("Choose one of the answers."))
    passed = choice == words.right_choice
    session.execute(
        ANSWER,
        {
            "batch": bulletin.batch_id,
            "version": version,
            "agent": agent_id,
            "name": agent_name,
            "choice": choice,
            "passed": passed,
        },
    )
    return passed


def _mine(bulletin_id: UUID, agent_id: UUID) -> Bulletin:
    return existing(
        session.scalar(
            select(Bulletin)
            .join(SeatAssignment, SeatAssignment.tenant_id == Bulletin.tenant_id)
            .where(
                Bulletin.id == bulletin_id,
                SeatAssignment.agent_id == agent_id,
                SeatAssignment.ended_at.is_(None),
            )
            .with_for_update(of=Bulletin, read=True)
        )
    )
