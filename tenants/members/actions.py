"""Changing what members may do, and parting with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from muster.account import rights
from muster.audit.actions import record
from muster.db import session
from muster.errors import Conflict, Invalid, existing
from muster.identity.models import Person
from muster.tenancy.models import MemberRole, Membership
from muster.tenancy.permissions import MEMBER_ROLES

LAST_OWNER = _l("A company needs an owner. Make somebody else an owner first.")


@dataclass(frozen=True, slots=True)
class Member:
    """A membership under our lock."""

    id: UUID
    person_id: UUID
    role: str
    email: str


def change_role(tenant_id: UUID, membership_id: UUID, role: str) -> None:
    """Give a member another role.

    Raises NotFound, Invalid("role"), or Conflict for the only owner.
    """
    member = _member(tenant_id, Membership.id == membership_id)
    if role not in MEMBER_ROLES:
        raise Invalid("role", _l("Choose a role from the list."))
    if member.role == role:
        return
    _keep_an_owner(tenant_id, member)
    session.execute(update(Membership).where(Membership.id == member.id).values(role=role))
    record(
        "member.role_changed",
        subject=member.email,
        tenant_id=tenant_id,
        before=member.role,
        after=role,
    )
    rights.changed(member.person_id)


def remove(tenant_id: UUID, membership_id: UUID) -> UUID:
    """Part with a member; gives whose membership it was. Raises NotFound, Conflict."""
    return _part(tenant_id, _member(tenant_id, Membership.id == membership_id), "member.removed")


def leave(tenant_id: UUID, person_id: UUID) -> None:
    """Leave a company oneself; raises NotFound, or Conflict for the only owner."""
    _part(tenant_id, _member(tenant_id, Membership.person_id == person_id), "member.left")


def _part(tenant_id: UUID, member: Member, what: str) -> UUID:
    _keep_an_owner(tenant_id, member)
    session.execute(delete(Membership).where(Membership.id == member.id))
    record(what, subject=member.email, tenant_id=tenant_id, role=member.role)
    rights.changed(member.person_id)
    return member.person_id


def _member(tenant_id: UUID, which: Any) -> Member:
    row = existing(
        session.execute(
            select(Membership.id, Membership.person_id, Membership.role, Person.email)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.tenant_id == tenant_id, which)
        ).one_or_none()
    )
    return Member(*row)


def _keep_an_owner(tenant_id: UUID, member: Member) -> None:
    """Raise Conflict if nobody else owns the company."""
    if member.role != MemberRole.OWNER:
        return
    # Locked in one order, so that two owners who demote each other cannot both succeed.
    owners = session.scalars(
        select(Membership.id)
        .where(Membership.tenant_id == tenant_id, Membership.role == MemberRole.OWNER)
        .order_by(Membership.id)
        .with_for_update()
    ).all()
    if not set(owners) - {member.id}:
        raise Conflict(LAST_OWNER)
