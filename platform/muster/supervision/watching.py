"""Who is looking at a wall now, and the sweep that ends what nobody may do or does any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert

from muster.db import Acting, session, unit_of_work, uuid7
from muster.routing import passes
from muster.supervision import acts
from muster.supervision.models import Act, Side, WallPresence
from muster.supervision.terms import Terms
from muster.tenancy.permissions import Permissions

OPERATIONS = "operations"
WITHDRAWN = "right.withdrawn"
GONE = "supervisor.gone"
GONE_SECONDS = 45  # a wall tells every 15 s that it is there
HOLDER_GONE_SECONDS = 90
PERMISSIONS: Mapping[str, str] = {
    Act.LISTEN: "live.read",
    Act.WHISPER: "live.whisper",
    Act.BARGE: "live.barge",
    Act.TAKE_OVER: "live.take_over",
}

# Every act that is under way, with what its person and the contract may do, and when that
# person's wall was there.
UNDER_WAY = text("""
SELECT s.tenant_id, s.contact_id, s.person_id, s.side, s.act, c.state, m.role,
       ARRAY(SELECT role FROM staff_memberships WHERE person_id = s.person_id) AS staff_roles,
       who.disabled_at IS NOT NULL AS disabled,
       extract(epoch FROM now() - GREATEST(s.created_at, w.seen_at)) AS unseen_seconds,
       extract(epoch FROM now() - s.created_at) AS age_seconds,
       COALESCE(w.contact_id = s.contact_id, false) AS is_open,
       COALESCE(CASE s.act WHEN 'listen' THEN agreed.listen WHEN 'whisper' THEN agreed.whisper
                           WHEN 'barge' THEN agreed.barge ELSE agreed.take_over END,
                s.act = ANY (:usual)) AS is_agreed
FROM supervisions s
JOIN contacts c ON c.tenant_id = s.tenant_id AND c.id = s.contact_id
JOIN people who ON who.id = s.person_id
LEFT JOIN supervision_terms agreed ON agreed.tenant_id = s.tenant_id
LEFT JOIN memberships m ON m.tenant_id = s.tenant_id AND m.person_id = s.person_id
LEFT JOIN wall_presences w ON w.person_id = s.person_id
 AND w.place = CASE s.side WHEN 'client' THEN s.tenant_id::text ELSE 'operations' END
WHERE s.ended_at IS NULL
""")


def beat(person_id: UUID, place: str, contact_id: UUID | None) -> None:
    """A wall is there, with this contact open beside it."""
    values = {"contact_id": contact_id, "seen_at": func.now()}
    session.execute(
        insert(WallPresence)
        .values(id=uuid7(), person_id=person_id, place=place, **values)
        .on_conflict_do_update(index_elements=["person_id", "place"], set_=values)
    )


def sweep(permissions: Permissions) -> None:
    """End acts whose person may not go on, is gone, or whose contact has ended."""
    usual = [str(act) for act in Act if Terms().allows(act)]
    for row in passes.across(UNDER_WAY, usual=usual):
        under_way = Under(*row)
        reason = under_way.reason_to_end(permissions)
        if reason is not None:
            end(under_way, reason)


class Under:
    """A row of UNDER_WAY."""

    def __init__(self, *row: Any) -> None:
        (
            self.tenant_id,
            self.contact_id,
            self.person_id,
            self.side,
            self.act,
            self.state,
            self.role,
            self.staff_roles,
            self.disabled,
            self.unseen_seconds,
            self.age_seconds,
            self.is_open,
            self.is_agreed,
        ) = row

    def reason_to_end(self, permissions: Permissions) -> str | None:
        """Why this act cannot go on; None if it can."""
        if self.disabled or not self.is_agreed or not self._may(permissions):
            return WITHDRAWN
        if self.state in ("closed", "abandoned"):
            return "contact.ended"
        if self.act == Act.TAKE_OVER:
            return GONE if self.unseen_seconds > HOLDER_GONE_SECONDS else None
        if self.unseen_seconds > GONE_SECONDS:
            return GONE
        if not self.is_open and self.age_seconds > GONE_SECONDS:
            return "left"
        return None

    def _may(self, permissions: Permissions) -> bool:
        permission = permissions.by_name[PERMISSIONS[self.act]]
        if self.side == Side.CLIENT:
            return self.role in permission.member_roles
        return bool(permission.staff_roles.intersection(self.staff_roles))


def end(under_way: Under, reason: str) -> None:
    """End it in a unit of work of its own, as the company concerned."""
    with unit_of_work(Acting(tenant_ids=(under_way.tenant_id,), staff=True)):
        if under_way.act == Act.TAKE_OVER:
            acts.release(under_way.contact_id, under_way.person_id, reason)
        else:
            acts.end_acts(under_way.contact_id, (Act(under_way.act),), reason, under_way.person_id)
