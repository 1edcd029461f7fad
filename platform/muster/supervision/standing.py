"""How a contact stands for one supervisor, as the JSON that the page's scripts read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from muster.conversations import queries as conversations
from muster.conversations.models import ContactState
from muster.errors import existing
from muster.supervision import queries, terms
from muster.supervision.acts import Supervisor
from muster.supervision.models import Act
from muster.supervision.watching import PERMISSIONS
from muster.tenancy.doors import may


def demand(contact_id: UUID, who: Supervisor) -> None:
    """Raise Conflict where the contract does not allow this person to read along any more."""
    contact = queries.contact(contact_id)
    if contact is not None and contact["taken_over_by"] != who.person_id:
        terms.of(contact["tenant_id"]).demand(Act.LISTEN)


def of(contact_id: UUID, who: Supervisor) -> dict[str, Any]:
    """Who is in the contact, what this person does there and may do. Raises NotFound."""
    contact = existing(queries.contact(contact_id))
    under_way = queries.under_way(contact_id)
    mine = {row["act"] for row in under_way if row["person_id"] == who.person_id}
    holds = contact["taken_over_by"] == who.person_id
    agreed = terms.of(contact["tenant_id"])
    allowed = {act for act in Act if agreed.allows(act) and may(PERMISSIONS[act])}
    return {
        "state": contact["state"],
        "tenant_id": str(contact["tenant_id"]),
        "agent_id": str(contact["agent_id"]) if contact["agent_id"] else None,
        "agent_name": contact["agent_name"],
        "holds": holds,
        "mine": sorted(mine),
        "others": others(under_way, who),
        "can": sorted(possible(contact["state"], contact["agent_id"], mine, allowed, holds=holds)),
        "ends": ends(contact["tenant_id"]) if holds else [],
    }


def possible(
    state: str,
    agent_id: UUID | None,
    mine: set[str],
    allowed: set[Act],
    *,
    holds: bool,
) -> set[str]:
    """What this person can do in the contact now."""
    if holds:
        speaks = state == ContactState.ACTIVE
        return {"speak", "hand_back", "close"} if speaks else {"close"}
    if state != ContactState.ACTIVE or agent_id is None:
        return set()
    can = {str(act) for act in allowed if act != Act.LISTEN}
    if Act.BARGE in mine:
        can |= {"speak", "leave"}
    return can


def others(under_way: Any, who: Supervisor) -> list[dict[str, str]]:
    """Each other supervisor once, with the most that he or she does."""
    order = list(Act)
    most: dict[UUID, Any] = {}
    for row in under_way:
        known = most.get(row["person_id"])
        if known is None or order.index(row["act"]) > order.index(known["act"]):
            most[row["person_id"]] = row
    return [
        {"name": row["person_name"], "side": row["side"], "act": row["act"]}
        for person_id, row in most.items()
        if person_id != who.person_id
    ]


def ends(tenant_id: UUID) -> list[dict[str, str]]:
    """How a contact of this company can end."""
    return [
        {"id": str(each.id), "name": each.name} for each in conversations.dispositions([tenant_id])
    ]
