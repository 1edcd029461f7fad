"""Ids of companies, people and agents."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Engine, delete

from muster.db import uuid7
from muster.identity.models import LoginSession
from muster.tenancy.models import MemberInvitation, Membership
from tests.cast import BEN, HUALAN, OLGA, OSCAR, STRANGER
from tests.watch.making import SOON, add, makes, now


@makes("tenant_id", "company_id")
def company(_owner: Engine) -> UUID:
    return HUALAN.id


@makes("person_id")
def person(_owner: Engine) -> UUID:
    return OSCAR.id


@makes("agent_id")
def agent(_owner: Engine) -> UUID:
    return BEN.agent_id


@makes("sign_in_id")
def sign_in(owner: Engine) -> UUID:
    return add(
        owner,
        LoginSession,
        person_id=OLGA.id,
        token_hash=str(uuid7()),
        address="",
        browser="",
        last_seen_at=now(),
        expires_at=now() + SOON,
    )


@makes("member_id")
def member(owner: Engine) -> UUID:
    with owner.begin() as connection:
        connection.execute(delete(Membership).where(Membership.person_id == STRANGER.id))
    return add(owner, Membership, tenant_id=HUALAN.id, person_id=STRANGER.id, role="viewer")


@makes("invitation_id")
def member_invitation(owner: Engine) -> UUID:
    return add(
        owner,
        MemberInvitation,
        tenant_id=HUALAN.id,
        email=f"{uuid7()}@example.com",
        role="viewer",
        token_hash=str(uuid7()),
        invited_by=OLGA.id,
        expires_at=now() + SOON,
    )
