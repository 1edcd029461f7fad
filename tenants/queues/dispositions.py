"""Dispositions: how a contact can end, in the company's own words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.conversations.answers import MOST_FIELDS, Field, FieldKind
from muster.conversations.models import Disposition
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing
from tenants.queues.telling import tell_desks

LEAST_CHOICES = 2
SAME_NAME = _l("Two fields have the same name.")
FEW_CHOICES = _l("A choice needs at least two values, separated by commas.")


def all_of(tenant_id: UUID) -> Sequence[Disposition]:
    """The company's dispositions in their order, retired ones last."""
    return session.scalars(
        select(Disposition)
        .where(Disposition.tenant_id == tenant_id)
        .order_by(Disposition.retired_at.is_not(None), Disposition.position, Disposition.created_at)
    ).all()


def create(tenant_id: UUID, name: str) -> None:
    """Add a disposition at the end, unless one that is offered is called so already."""
    known = all_of(tenant_id)
    if any(each.name == name and each.retired_at is None for each in known):
        return
    row_id = uuid7()
    session.add(
        Disposition(
            id=row_id,
            tenant_id=tenant_id,
            code=f"own_{row_id.hex[-12:]}",
            name=name,
            position=min(max((each.position for each in known), default=0) + 1, 32_000),
        )
    )
    record("disposition.created", subject=name, tenant_id=tenant_id)
    tell_desks(tenant_id)


def rename(tenant_id: UUID, disposition_id: UUID, name: str) -> None:
    """Call a disposition differently, in old contacts too. Raises NotFound, Invalid("name")."""
    disposition = find(tenant_id, disposition_id)
    _refuse_double(all_of(tenant_id), name, disposition_id)
    record("disposition.renamed", subject=name, tenant_id=tenant_id, before=disposition.name)
    tell_desks(tenant_id)
    disposition.name = name


def ask_for(tenant_id: UUID, disposition_id: UUID, fields: Sequence[Field]) -> None:
    """Lay down what agents are asked for when a contact ends so; old contacts keep their answers.

    Raises NotFound, or Invalid("fields") for two fields of one name or a choice of nothing.
    """
    disposition = find(tenant_id, disposition_id)
    if len({each.label for each in fields}) < len(fields):
        raise Invalid("fields", SAME_NAME)
    if len(fields) > MOST_FIELDS:
        raise Invalid("fields", _l("At most 20 fields, please."))
    if any(each.kind == FieldKind.CHOICE and len(each.choices) < LEAST_CHOICES for each in fields):
        raise Invalid("fields", FEW_CHOICES)
    kept = [each.kept() for each in fields]
    if kept != disposition.fields:
        disposition.fields = kept
        record("disposition.fields_changed", subject=disposition.name, tenant_id=tenant_id)
        tell_desks(tenant_id)


def retire(tenant_id: UUID, disposition_id: UUID) -> None:
    """Offer a disposition no longer; contacts that ended with it keep it.

    Raises NotFound, or Conflict for the last one: a contact could not be closed any more.
    """
    disposition = find(tenant_id, disposition_id)
    if disposition.retired_at is not None:
        return
    if not [d for d in all_of(tenant_id) if d.retired_at is None and d.id != disposition_id]:
        raise Conflict(_l("One disposition has to stay: a contact ends with one."))
    disposition.retired_at = session.scalar(select(func.now()))
    record("disposition.retired", subject=disposition.name, tenant_id=tenant_id)
    tell_desks(tenant_id)


def reinstate(tenant_id: UUID, disposition_id: UUID) -> None:
    """Offer a retired disposition again. Raises NotFound, Conflict if its name is in use."""
    disposition = find(tenant_id, disposition_id)
    if disposition.retired_at is None:
        return
    try:
        _refuse_double(all_of(tenant_id), disposition.name, disposition_id)
    except Invalid as problem:
        raise Conflict(problem.message) from problem
    disposition.retired_at = None
    record("disposition.reinstated", subject=disposition.name, tenant_id=tenant_id)
    tell_desks(tenant_id)


def find(tenant_id: UUID, disposition_id: UUID) -> Disposition:
    """One disposition, under our lock; raises NotFound."""
    return existing(
        session.scalar(
            select(Disposition)
            .where(Disposition.tenant_id == tenant_id, Disposition.id == disposition_id)
            .with_for_update()
        )
    )


def _refuse_double(known: Sequence[Disposition], name: str, but: UUID | None) -> None:
    if any(d.name == name and d.id != but and d.retired_at is None for d in known):
        raise Invalid("name", _l("Another disposition is called so."))
