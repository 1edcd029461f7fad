"""Naming colleagues in a private note, and seeing that one was named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from muster.db import session, uuid7
from muster.errors import Invalid, NotFound
from muster.events.actions import Happening, record_many
from muster.mentions import queries
from muster.mentions.models import Mention
from muster.mentions.queries import Colleague

MOST = 20


def named(tenant_id: UUID, person_ids: Sequence[UUID], roles: Collection[str]) -> list[Colleague]:
    """The colleagues with these ids; raises Invalid("mentions") for somebody who is none."""
    if len(set(person_ids)) > MOST:
        raise Invalid("mentions", _l("At most 20 people can be named in a note."))
    known = {one.person_id: one for one in queries.colleagues(tenant_id, roles)}
    if not known.keys() >= set(person_ids):
        raise Invalid(
            "mentions", _l("Somebody who is named may not see this conversation any more.")
        )
    return [known[person_id] for person_id in dict.fromkeys(person_ids)]


def tell(
    tenant_id: UUID,
    contact_id: UUID,
    message_id: UUID,
    people: Sequence[Colleague],
    author_name: str,
) -> None:
    """Keep that these colleagues were named in a note, once a note, and tell agents' desks."""
    for one in people:
        kept = session.scalar(
            insert(Mention)
            .values(
                id=uuid7(),
                tenant_id=tenant_id,
                contact_id=contact_id,
                message_id=message_id,
                person_id=one.person_id,
                author_name=author_name,
            )
            .on_conflict_do_nothing()
            .returning(Mention.id)
        )
        if kept is not None and one.agent_id is not None:
            happening = Happening(
                "mention.created",
                tenant_id,
                contact_id,
                for_agent=one.agent_id,
                for_wall=False,
                payload={"id": str(kept), "by": author_name},
            )
            record_many([happening])


def read(mention_id: UUID, person_id: UUID) -> UUID:
    """The person has seen it; gives the contact. Raises NotFound for another person's."""
    contact_id: UUID | None = session.scalar(
        update(Mention)
        .where(Mention.id == mention_id, Mention.person_id == person_id)
        .values(read_at=func.coalesce(Mention.read_at, func.now()))
        .returning(Mention.contact_id)
    )
    if contact_id is None:
        raise NotFound
    return contact_id


def read_all(person_id: UUID) -> None:
    """The person has seen all of them, in the companies in sight."""
    session.execute(
        update(Mention)
        .where(Mention.person_id == person_id, Mention.read_at.is_(None))
        .values(read_at=func.now())
    )
