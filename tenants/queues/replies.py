"""Canned replies: what agents can put into an answer with a few letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select

from muster.audit.actions import record
from muster.conversations import variables
from muster.conversations.models import CannedReply
from muster.db import session, uuid7
from muster.errors import Invalid, existing
from tenants.queues.telling import tell_desks

SHORTCUT = re.compile(r"[\w-]{1,30}")
MOST = 1000


def all_of(tenant_id: UUID) -> Sequence[CannedReply]:
    """The company's canned replies, by folder and shortcut; those without a folder first."""
    return session.scalars(
        select(CannedReply)
        .where(CannedReply.tenant_id == tenant_id)
        .order_by(CannedReply.folder, CannedReply.shortcut)
    ).all()


def folders(tenant_id: UUID) -> Sequence[str]:
    """The folders that the company has replies in."""
    query = select(CannedReply.folder).where(
        CannedReply.tenant_id == tenant_id, CannedReply.folder != ""
    )
    return session.scalars(query.distinct().order_by(CannedReply.folder)).all()


def find(tenant_id: UUID, reply_id: UUID) -> CannedReply:
    """One reply; raises NotFound."""
    return existing(
        session.scalar(
            select(CannedReply).where(
                CannedReply.tenant_id == tenant_id, CannedReply.id == reply_id
            )
        )
    )


def create(
    tenant_id: UUID,
    *,
    shortcut: str,
    title: str,
    body: str,
    folder: str = "",
    language: str = "",
) -> CannedReply:
    """Add a reply, unless this very one is there already. Raises Invalid.

    shortcut: what is typed after a slash, with or without it. language: a code, "" for all.
    """
    _check(body)
    same = session.scalar(
        select(CannedReply).where(
            CannedReply.tenant_id == tenant_id,
            CannedReply.shortcut == _plain(shortcut),
            CannedReply.title == title,
            CannedReply.body == body,
        )
    )
    if same is not None:
        return same
    count = session.scalar(
        select(func.count()).select_from(CannedReply).where(CannedReply.tenant_id == tenant_id)
    )
    if (count or 0) >= MOST:
        raise Invalid("shortcut", _l("There are 1,000 replies already. Remove some first."))
    reply = CannedReply(
        id=uuid7(),
        tenant_id=tenant_id,
        shortcut=_free(tenant_id, shortcut, None),
        title=title,
        body=body,
        folder=folder,
        language=language,
    )
    session.add(reply)
    record("canned_reply.created", subject=reply.shortcut, tenant_id=tenant_id)
    tell_desks(tenant_id)
    return reply


def change(
    tenant_id: UUID,
    reply_id: UUID,
    *,
    shortcut: str,
    title: str,
    body: str,
    folder: str = "",
    language: str = "",
) -> None:
    """Change a reply. Raises NotFound, Invalid."""
    reply = find(tenant_id, reply_id)
    _check(body)
    reply.shortcut = _free(tenant_id, shortcut, reply_id)
    reply.title = title
    reply.body = body
    reply.folder = folder
    reply.language = language
    record("canned_reply.updated", subject=reply.shortcut, tenant_id=tenant_id)
    tell_desks(tenant_id)


def remove(tenant_id: UUID, reply_id: UUID) -> None:
    """Remove a reply for good. Raises NotFound."""
    reply = find(tenant_id, reply_id)
    session.delete(reply)
    record("canned_reply.removed", subject=reply.shortcut, tenant_id=tenant_id)
    tell_desks(tenant_id)


def _check(body: str) -> None:
    if variables.is_broken(body):
        raise Invalid("body", _l("Write what is left open in double braces, such as {{company}}."))
    unknown = variables.unknown(body)
    if unknown:
        names = " ".join(f"{{{{{name}}}}}" for name in unknown)
        known = " ".join(f"{{{{{name}}}}}" for name in variables.VARIABLES)
        raise Invalid(
            "body", _l("We do not know %(names)s. Known: %(known)s", names=names, known=known)
        )


def _free(tenant_id: UUID, shortcut: str, but: UUID | None) -> str:
    plain = _plain(shortcut)
    if SHORTCUT.fullmatch(plain) is None:
        raise Invalid("shortcut", _l("Use up to 30 letters, digits, - or _, without blanks."))
    taken = exists().where(
        CannedReply.tenant_id == tenant_id,
        CannedReply.shortcut == plain,
        CannedReply.id.is_distinct_from(but),
    )
    if session.scalar(select(taken)):
        raise Invalid("shortcut", _l("Another reply has this shortcut."))
    return plain


def _plain(shortcut: str) -> str:
    return shortcut.strip().lstrip("/").lower()
