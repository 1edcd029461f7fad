"""Keeping pictures."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import Any, BinaryIO
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import delete as delete_rows

from muster.db import after_commit, session, uuid7
from muster.errors import Invalid, NotFound
from muster.jobs import enqueue
from muster.media import images, limits, store
from muster.media.aside import aside
from muster.media.images import Flaw
from muster.media.models import Picture

LONGEST_NAME = 100
FIELD = "file"

SAYINGS = {
    Flaw.EMPTY: _("This file is empty. Choose another picture."),
    Flaw.NO_PICTURE: _(
        "This file is no picture, whatever its name says. Choose a JPEG, PNG, WebP or GIF file."
    ),
    Flaw.HEIC: _("HEIC and AVIF cannot be read here. Save the picture as JPEG first."),
    Flaw.VECTOR: _("SVG drawings cannot be taken. Save the picture as PNG first."),
    Flaw.BROKEN: _("This picture is damaged. Open it on your device, save it anew and try again."),
    Flaw.TOO_MANY_PIXELS: _(
        "This picture has too many pixels. Make it smaller than %(millions)s megapixels.",
        millions=images.MOST_PIXELS // 1_000_000,
    ),
}


def keep(
    tenant_id: UUID,
    file: bytes | BinaryIO,
    name: str,
    *,
    contact_id: UUID | None = None,
    inquiry_id: UUID | None = None,
    field: str = FIELD,
) -> Picture:
    """Check a picture by its content, clean it and keep it in the current unit of work.

    tenant_id: whose picture it is. file: what was uploaded. name: its name, for downloads.
    contact_id, inquiry_id: the conversation in which it was sent. field: the input beside which
    a refusal is shown. It is private until it is published; thumbnails follow by a job.
    Raises Invalid(field) with a sentence for the person, and nothing is kept.
    """
    data = read(file, field)
    try:
        made = aside(images.clean, data)
    except images.Unreadable as error:
        raise Invalid(field, SAYINGS[error.flaw]) from error
    return store_picture(tenant_id, made, name, contact_id=contact_id, inquiry_id=inquiry_id)


def store_picture(
    tenant_id: UUID,
    made: images.Clean,
    name: str,
    *,
    contact_id: UUID | None = None,
    inquiry_id: UUID | None = None,
) -> Picture:
    """Keep a picture that was cleaned, in the current unit of work; thumbnails follow by a job."""
    picture = Picture(
        id=uuid7(),
        tenant_id=tenant_id,
        name=safe_name(name),
        content_type=made.content_type,
        width=made.width,
        height=made.height,
        size_bytes=len(made.content),
        digest=hashlib.sha256(made.content).hexdigest(),
        contact_id=contact_id,
        inquiry_id=inquiry_id,
    )
    session.add(picture)
    session.flush()
    store.put(picture.id, "full", made.content)
    enqueue("media.shrink", tenant_id=tenant_id, picture_id=picture.id)
    return picture


def card(picture: Picture) -> dict[str, Any]:
    """What a message about the picture carries: enough to show it without a look-up."""
    return {
        "picture_id": str(picture.id),
        "name": picture.name,
        "width": picture.width,
        "height": picture.height,
    }


def delete(tenant_id: UUID, picture_id: UUID) -> None:
    """Delete a picture that nothing shows any more. Raises NotFound if the company has none."""
    statement = delete_rows(Picture).where(Picture.tenant_id == tenant_id, Picture.id == picture_id)
    if not session.execute(statement.returning(Picture.id)).all():
        raise NotFound
    after_commit(lambda: store.delete(picture_id))


def safe_name(name: str, nameless: str = "picture") -> str:
    """The last part of a file name without its ending, as plain text of a decent length."""
    last = PurePath(name.replace("\\", "/")).name
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)
    kept = re.sub(
        r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\"<>|:*?]",
        "",
        stem,
    )
    return kept.encode("utf-8", "ignore").decode().strip(" .")[:LONGEST_NAME] or nameless


def read(file: bytes | BinaryIO, field: str) -> bytes:
    """What was uploaded, if it is not too big; raises Invalid(field)."""
    most = limits.most_bytes()
    data = file if isinstance(file, bytes) else file.read(most + 1)
    if len(data) > most:
        raise Invalid(
            field,
            _("This file is too big. Choose a picture of at most %(most)s MB.", most=most >> 20),
        )
    return data
