"""Naming colleagues in notes, and where I was named myself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g
from sqlalchemy import RowMapping

from muster.conversations import actions as conversations
from muster.desk import incoming
from muster.desk.blueprint import blueprint
from muster.desk.views import uncached
from muster.errors import Invalid
from muster.mentions import actions, queries
from muster.mentions.queries import Colleague
from muster.tenancy import doors
from muster.tenancy.doors import desk

READS_ALONG = "live.read"  # who of a company's members may see a contact


def roles() -> frozenset[str]:
    """The roles of members who may see contacts, and so can be named in them."""
    return doors.permissions().by_name[READS_ALONG].member_roles


def named(tenant_id: UUID, ids: Any) -> list[Colleague]:
    """The colleagues whom a page names by their ids; raises Invalid."""
    if not isinstance(ids, list):
        raise Invalid("mentions")
    if not ids:
        return []
    return actions.named(tenant_id, [incoming.uuid(one, "mentions") for one in ids], roles())


@blueprint.get("/contacts/<uuid:contact_id>/nameable")
@desk
def nameable(contact_id: UUID) -> Response:
    """Who can be named in a note about this contact."""
    tenant_id = conversations.find(contact_id).tenant_id
    found = queries.colleagues(tenant_id, roles())
    others = [one for one in found if one.person_id != g.principal.person_id]
    return uncached(
        people=[
            {"id": str(one.person_id), "name": one.name, "is_agent": one.agent_id is not None}
            for one in others
        ]
    )


@blueprint.get("/mentions")
@desk
def mentions() -> Response:
    """Where I was named, what I have not seen first."""
    return uncached(mentions=[_told(row) for row in queries.of(g.principal.person_id)])


@blueprint.post("/mentions/<uuid:mention_id>/reading")
@desk
def create_mention_reading(mention_id: UUID) -> Any:
    """I have seen that I was named here."""
    actions.read(mention_id, g.principal.person_id)
    return "", 204


@blueprint.post("/mentions/readings")
@desk
def create_mention_readings() -> Any:
    """I have seen all of them."""
    actions.read_all(g.principal.person_id)
    return "", 204


def _told(row: RowMapping) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "contact_id": str(row["contact_id"]),
        "company": row["company"],
        "by": row["author_name"],
        "body": row["body"],
        "at": row["created_at"].isoformat(),
        "is_read": row["read_at"] is not None,
    }
