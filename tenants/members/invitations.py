"""Inviting people into a company, and their joining it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert

from muster.account import rights
from muster.audit.actions import actor, record
from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.identity import emails, people
from muster.identity.login import hash_token
from muster.identity.models import Person
from muster.tenancy.models import MemberInvitation, Membership
from muster.tenancy.permissions import MEMBER_ROLES

LASTS = timedelta(days=7)
OPEN = text("accepted_at IS NULL AND revoked_at IS NULL")


def invite(tenant_id: UUID, email: str, role: str, *, invited_by: UUID) -> tuple[str, str] | None:
    """Offer somebody a role; gives the address and the secret for the link in the mail.

    None if the same was offered already and still stands: then there is no second mail. Another
    role for an open invitation replaces it. Raises Invalid("email" or "role").
    """
    if role not in MEMBER_ROLES:
        raise Invalid("role", _l("Choose a role from the list."))
    address = emails.normalise(email)
    if _is_member(tenant_id, address):
        raise Invalid("email", _l("This person is a member already."))
    token = secrets.token_urlsafe(32)
    added = session.execute(_offer(tenant_id, address, role, invited_by, token)).one_or_none()
    if added is None:
        return None
    record("member.invited", subject=address, tenant_id=tenant_id, role=role)
    return address, token


def renew(tenant_id: UUID, invitation_id: UUID) -> tuple[str, str, str]:
    """A new link for an open invitation: its address, the secret, the role; the old link dies.

    Raises NotFound if it is not open (any more).
    """
    token = secrets.token_urlsafe(32)
    renewed = existing(
        session.execute(
            _open(tenant_id, invitation_id)
            .values(token_hash=hash_token(token), expires_at=datetime.now(UTC) + LASTS)
            .returning(MemberInvitation.email, MemberInvitation.role)
        ).one_or_none()
    )
    record("invitation.sent_again", subject=renewed.email, tenant_id=tenant_id)
    return renewed.email, token, renewed.role


def revoke(tenant_id: UUID, invitation_id: UUID) -> None:
    """Withdraw an open invitation; raises NotFound if there is none (any more)."""
    address = existing(
        session.scalar(
            _open(tenant_id, invitation_id)
            .values(revoked_at=func.now())
            .returning(MemberInvitation.email)
        )
    )
    record("invitation.revoked", subject=address, tenant_id=tenant_id)


def introduce(email: str, name: str, password: str, locale: str | None) -> Person:
    """Who follows an invitation and has no password yet says their name and chooses one.

    Raises Invalid("password"), or Invalid("email") if the person has a password.
    """
    person = people.find(email)
    if person is None:
        person_id = people.add(email, name, password=password, locale=locale, confirmed=True)
        return people.get(person_id)
    if person.password_hash is not None:
        raise Invalid("email", _l("Somebody with this address is here already. Sign in first."))
    people.describe(person.id, name=name, locale=locale)
    session.refresh(person)
    people.set_password(person.id, password)
    return person


def accept(token: str, person: Person) -> None:
    """Let a person join by the link from a mail to their address.

    Needs `Acting(identity=True)`. Raises NotFound if the link does not work (any more) or was
    sent to somebody else.
    """
    accepted = existing(
        session.execute(
            update(MemberInvitation)
            .where(
                MemberInvitation.token_hash == hash_token(token),
                MemberInvitation.email == person.email,
                MemberInvitation.expires_at > func.now(),
                OPEN,
            )
            .values(accepted_at=func.now())
            .returning(MemberInvitation.tenant_id, MemberInvitation.role)
        ).one_or_none()
    )
    session.execute(
        insert(Membership)
        .values(id=uuid7(), tenant_id=accepted.tenant_id, person_id=person.id, role=accepted.role)
        .on_conflict_do_nothing()
    )
    people.confirm_email(person.id)
    actor.set((person.id, person.name, actor.get()[2]))
    record("member.joined", subject=person.email, tenant_id=accepted.tenant_id, role=accepted.role)
    rights.changed(person.id)


def _is_member(tenant_id: UUID, address: str) -> bool:
    member = exists().where(
        Membership.tenant_id == tenant_id,
        Membership.person_id == Person.id,
        Person.email == address,
    )
    return bool(session.scalar(select(member)))


def _offer(tenant_id: UUID, address: str, role: str, invited_by: UUID, token: str) -> Any:
    offer = insert(MemberInvitation).values(
        id=uuid7(),
        tenant_id=tenant_id,
        email=address,
        role=role,
        token_hash=hash_token(token),
        invited_by=invited_by,
        expires_at=datetime.now(UTC) + LASTS,
    )
    new = offer.excluded
    return offer.on_conflict_do_update(
        index_elements=[MemberInvitation.tenant_id, MemberInvitation.email],
        index_where=OPEN,
        set_={
            "role": new.role,
            "token_hash": new.token_hash,
            "invited_by": new.invited_by,
            "expires_at": new.expires_at,
        },
        where=(MemberInvitation.role != new.role) | (MemberInvitation.expires_at <= func.now()),
    ).returning(literal_column("1"))


def _open(tenant_id: UUID, invitation_id: UUID) -> Any:
    return update(MemberInvitation).where(
        MemberInvitation.tenant_id == tenant_id, MemberInvitation.id == invitation_id, OPEN
    )
