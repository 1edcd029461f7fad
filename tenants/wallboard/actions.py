"""Making and revoking links, and finding out whom one is for."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text, update

from muster.audit.actions import record
from muster.db import Acting, session, unit_of_work
from muster.errors import Conflict, Invalid, existing
from muster.identity.login import hash_token
from tenants.wallboard.models import WallboardLink

MOST_LINKS = 200
MOST_DAYS = 366

# Whoever shows a token is nobody yet: the row is looked up as for a sign-in, and read only.
FIND = text("""
SELECT l.id, l.name, l.tenant_id, t.name AS company, t.time_zone, t.locale, t.color
FROM wallboard_links l JOIN tenants t ON t.id = l.tenant_id
WHERE l.token_hash = :token_hash AND l.revoked_at IS NULL AND l.expires_at > now()
""")


@dataclass(frozen=True, slots=True)
class Board:
    """What a valid link opens."""

    id: UUID
    name: str
    tenant_id: UUID
    company: str
    time_zone: str
    locale: str
    color: str


def create(tenant_id: UUID, name: str, days: int, *, link_id: UUID, person_id: UUID) -> str:
    """Make a link that is good for some days; gives its token, which is never shown again.

    link_id: made by whoever asks; the same again raises Conflict. Raises Invalid.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("days", _l("Between 1 and 366 days."))
    if session.get(WallboardLink, link_id) is not None:
        raise Conflict(_l("This link was made already. If you have not copied it, make another."))
    count = session.scalar(select(func.count()).where(WallboardLink.tenant_id == tenant_id))
    if (count or 0) >= MOST_LINKS:
        raise Invalid("name", _l("There are 200 links already."))
    token = secrets.token_urlsafe(32)
    session.add(
        WallboardLink(
            id=link_id,
            tenant_id=tenant_id,
            name=name,
            token_hash=hash_token(token),
            created_by=person_id,
            expires_at=func.now() + timedelta(days=days),
        )
    )
    session.flush()
    record("wallboard.created", subject=name, tenant_id=tenant_id, days=days)
    return token


def revoke(tenant_id: UUID, link_id: UUID) -> None:
    """Let a link open nothing any more; televisions go blank within seconds. Raises NotFound."""
    link = existing(
        session.scalar(
            select(WallboardLink)
            .where(WallboardLink.tenant_id == tenant_id, WallboardLink.id == link_id)
            .with_for_update()
        )
    )
    if link.revoked_at is None:
        link.revoked_at = func.now()
        record("wallboard.revoked", subject=link.name, tenant_id=tenant_id)


def all_of(tenant_id: UUID) -> Sequence[WallboardLink]:
    """A company's links, those that are good first."""
    return session.scalars(
        select(WallboardLink)
        .where(WallboardLink.tenant_id == tenant_id)
        .order_by(WallboardLink.revoked_at.is_not(None), WallboardLink.id.desc())
    ).all()


def find(token: str) -> Board | None:
    """The board that a token opens now; None if it opens none. A unit of work of its own."""
    with unit_of_work(Acting(identity=True)):
        row = session.execute(FIND, {"token_hash": hash_token(token)}).one_or_none()
    return Board(*row) if row else None


def note_seen(board: Board, *, opened: bool) -> None:
    """Note that a television shows it now. opened: its page was loaded, which is on record."""
    session.execute(
        update(WallboardLink).where(WallboardLink.id == board.id).values(last_seen_at=func.now())
    )
    if opened:
        record("wallboard.opened", subject=board.name, tenant_id=board.tenant_id)
