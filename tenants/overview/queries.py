"""How a company stands at this moment, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from muster.conversations.models import Contact
from muster.db import session
from muster.db.ids import first_id
from muster.supervision.queries import OFFERED_TODAY, WAITING
from muster.workforce.models import Agent

STANDING = text(f"""
SELECT
  (SELECT COALESCE(sum(seats), 0) FROM seat_leases
   WHERE tenant_id = :tenant_id AND ended_at IS NULL AND starts_on <= :today
     AND (ends_on IS NULL OR ends_on > :today)) AS seats,
  (SELECT count(*) FROM seat_assignments
   WHERE tenant_id = :tenant_id AND ended_at IS NULL) AS assigned,
  (SELECT count(*) FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
   WHERE s.tenant_id = :tenant_id AND s.ended_at IS NULL
     AND a.state IN ('available', 'interacting', 'wrap_up')) AS at_work,
  w.waiting, w.oldest, t.offered, t.answered,
  (SELECT published_at IS NOT NULL FROM showcases WHERE tenant_id = :tenant_id) AS published,
  (SELECT count(*) FROM memberships WHERE tenant_id = :tenant_id) AS members,
  (SELECT count(*) FROM member_invitations
   WHERE tenant_id = :tenant_id AND accepted_at IS NULL AND revoked_at IS NULL) AS invited
FROM
  ({WAITING.format(of_c="c.tenant_id = :tenant_id")}) w,
  (SELECT count(*) AS offered, count(first_answer_at) AS answered
   FROM ({OFFERED_TODAY.format(of_c="c.tenant_id = :tenant_id")}) c) t
""")  # noqa: S608 — the joined text is ours


@dataclass(frozen=True, slots=True)
class Standing:
    """How a company stands.

    seats: rented today. assigned: seats on which an agent sits. at_work: of these, agents who
    take contacts now. waiting: contacts of open queues that nobody has opened; oldest: since when
    the first of them waits. offered, answered: contacts of today (as the wall counts them), and
    how many of them have an answer.
    """

    seats: int
    assigned: int
    at_work: int
    waiting: int
    oldest: datetime | None
    offered: int
    answered: int
    published: bool | None
    members: int
    invited: int


def standing(tenant_id: UUID, midnight: datetime) -> Standing:
    """How the company stands; `midnight` is when its day began, in its own zone."""
    row = session.execute(
        STANDING,
        {
            "tenant_id": tenant_id,
            "today": midnight.date(),
            "first_id": first_id(midnight),
            "midnight": midnight,
        },
    ).one()
    return Standing(**row._asdict())


NEWEST = 8


def newest(tenant_id: UUID) -> list[Row[Any]]:
    """The contacts that came last: what was asked, how it stands, and with whom."""
    return list(
        session.execute(
            select(
                Contact.opening,
                Contact.language,
                Contact.state,
                Contact.created_at,
                Contact.first_answer_at,
                Agent.display_name.label("agent"),
            )
            .outerjoin(Agent, Agent.id == Contact.agent_id)
            .where(Contact.tenant_id == tenant_id)
            .order_by(Contact.id.desc())
            .limit(NEWEST)
        )
    )
