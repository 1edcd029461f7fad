"""One-time links: a secret sent by mail shows once that the address is the person's."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update

from muster.db import session, uuid7
from muster.identity.login import hash_token
from muster.identity.models import OneTimeToken


class Purpose(StrEnum):
    """What a link is for; it opens nothing else."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password


LASTS = {
    Purpose.CONFIRM_EMAIL: timedelta(days=7),
    Purpose.RESET_PASSWORD: timedelta(hours=2),
}


def issue(person_id: UUID, purpose: Purpose, lasts: timedelta | None = None) -> str:
    """A secret for a link; earlier ones for the same purpose stop working.

    lasts: how long, if not as usual for the purpose.
    """
    withdraw(person_id, purpose)
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(OneTimeToken).values(
            id=uuid7(),
            person_id=person_id,
            purpose=purpose,
            token_hash=hash_token(token),
            expires_at=datetime.now(UTC) + (lasts or LASTS[purpose]),
        )
    )
    return token


def withdraw(person_id: UUID, purpose: Purpose) -> None:
    """Let no link that was sent for this purpose work any more."""
    session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.person_id == person_id,
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=func.now())
    )


def owner(token: str, purpose: Purpose) -> UUID | None:
    """Whose link this is, if it still works; looking does not use it up."""
    return session.scalar(select(OneTimeToken.person_id).where(*_working(token, purpose)))


def use(token: str, purpose: Purpose) -> UUID | None:
    """Use the link up; gives whose it was, or None if it does not work (any more)."""
    return session.scalar(
        update(OneTimeToken)
        .where(*_working(token, purpose))
        .values(used_at=func.now())
        .returning(OneTimeToken.person_id)
    )


def _working(token: str, purpose: Purpose) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeToken.token_hash == hash_token(token),
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > func.now(),
    )
