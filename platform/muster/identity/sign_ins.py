"""Sign-ins: one row for each browser in which a person is signed in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, insert, select, update

from muster.db import session, uuid7
from muster.errors import existing
from muster.identity.login import hash_token
from muster.identity.models import LoginSession

LASTS = timedelta(days=30)
LONGEST_BROWSER = 400


def begin(person_id: UUID, *, address: str, browser: str) -> str:
    """Sign a person in; gives the secret for the cookie, of which only the hash is stored."""
    token = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    session.execute(
        insert(LoginSession).values(
            id=uuid7(),
            person_id=person_id,
            token_hash=hash_token(token),
            address=address,
            browser=browser[:LONGEST_BROWSER],
            last_seen_at=now,
            expires_at=now + LASTS,
        )
    )
    return token


def end(person_id: UUID, sign_in_id: UUID) -> None:
    """Sign a person out of one browser, for good; raises NotFound if it is not theirs."""
    existing(
        session.scalar(
            update(LoginSession)
            .where(LoginSession.id == sign_in_id, LoginSession.person_id == person_id)
            .values(revoked_at=func.coalesce(LoginSession.revoked_at, func.now()))
            .returning(LoginSession.id)
        )
    )


def end_all(person_id: UUID, *, but: UUID | None = None) -> int:
    """Sign a person out of every browser (but one); gives how many those were."""
    ended = session.scalars(
        update(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.id != but if but is not None else LoginSession.id.is_not(None),
        )
        .values(revoked_at=func.now())
        .returning(LoginSession.id)
    )
    return len(ended.all())


def current(person_id: UUID) -> Sequence[LoginSession]:
    """The browsers in which a person is signed in, the latest seen first."""
    return session.scalars(
        select(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.expires_at > func.now(),
        )
        .order_by(LoginSession.last_seen_at.desc())
    ).all()
