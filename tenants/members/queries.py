"""Who belongs to a company, and who is invited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, case, func, select

from muster.db import session
from muster.identity.login import hash_token
from muster.identity.models import Person
from muster.tenancy.models import MemberInvitation, Membership, Tenant
from muster.tenancy.permissions import MEMBER_ROLES

RANK = case({role: rank for rank, role in enumerate(MEMBER_ROLES)}, value=Membership.role)


@dataclass(frozen=True, slots=True)
class Offered:
    """An invitation as the invited person sees it."""

    email: str
    role: str
    company: str
    slug: str
    inviter: str
    person_id: UUID | None  # who has this address already, with a password
    accepted: bool
    works: bool


def members(tenant_id: UUID) -> Sequence[Row[Membership, Person]]:
    """The members of a company with who they are, owners first."""
    return session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.tenant_id == tenant_id)
        .order_by(RANK, Person.name)
    ).all()


def invitations(tenant_id: UUID) -> Sequence[MemberInvitation]:
    """Invitations that nobody has accepted or withdrawn, the newest first."""
    return session.scalars(
        select(MemberInvitation)
        .where(
            MemberInvitation.tenant_id == tenant_id,
            MemberInvitation.accepted_at.is_(None),
            MemberInvitation.revoked_at.is_(None),
        )
        .order_by(MemberInvitation.id.desc())
    ).all()


def offered(token: str) -> Offered | None:
    """The invitation behind a link from a mail; needs `Acting(identity=True)`."""
    inviter = select(Person.name).where(Person.id == MemberInvitation.invited_by)
    invited = select(Person.id).where(
        Person.email == MemberInvitation.email, Person.password_hash.is_not(None)
    )
    found = session.execute(
        select(
            MemberInvitation.email,
            MemberInvitation.role,
            Tenant.name.label("company"),
            Tenant.slug,
            inviter.scalar_subquery().label("inviter"),
            invited.scalar_subquery().label("person_id"),
            MemberInvitation.accepted_at.is_not(None).label("accepted"),
            (
                MemberInvitation.accepted_at.is_(None)
                & MemberInvitation.revoked_at.is_(None)
                & (MemberInvitation.expires_at > func.now())
            ).label("works"),
        )
        .join(Tenant, Tenant.id == MemberInvitation.tenant_id)
        .where(MemberInvitation.token_hash == hash_token(token))
    )
    row = found.mappings().one_or_none()
    return Offered(**row) if row is not None else None
