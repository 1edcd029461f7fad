"""Files in conversations: pictures as pictures, everything else as it came, behind one door."""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO
from uuid import UUID

from flask_babel import lazy_gettext as _

from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.media import actions, documents, images, store
from muster.media.aside import aside
from muster.media.documents import Flaw
from muster.media.models import Attachment

VARIANT = "file"
SAYINGS = {
    Flaw.EMPTY: _("This file is empty. Choose another one."),
    Flaw.UNKNOWN: _(
        "Files of this kind cannot be sent. Pictures, PDF, Word, Excel, PowerPoint, OpenDocument"
        " and plain text can."
    ),
    Flaw.MACROS: _("This document has macros in it. Save it without macros and send that."),
    Flaw.BROKEN: _("This file is damaged. Open it on your device, save it anew and try again."),
}


def keep(
    tenant_id: UUID,
    file: BinaryIO,
    name: str,
    *,
    contact_id: UUID,
    inquiry_id: UUID | None,
) -> tuple[str, dict[str, Any]]:
    """Keep what was sent in a contact: ("picture" or "file", what the message carries).

    It is judged by its bytes, whatever its name says. Raises Invalid("file") with a sentence
    for the person, and nothing is kept.
    """
    data = actions.read(file, actions.FIELD)
    place = {"contact_id": contact_id, "inquiry_id": inquiry_id}
    try:
        made = aside(images.clean, data)
    except images.Unreadable as error:
        if error.flaw is not images.Flaw.NO_PICTURE:
            raise Invalid(actions.FIELD, actions.SAYINGS[error.flaw]) from error
    else:
        return "picture", actions.card(actions.store_picture(tenant_id, made, name, **place))
    return "file", card(_store(tenant_id, data, name, contact_id, inquiry_id))


def _store(
    tenant_id: UUID, data: bytes, name: str, contact_id: UUID, inquiry_id: UUID | None
) -> Attachment:
    try:
        found = aside(documents.recognise, data, name)
    except documents.Unreadable as error:
        raise Invalid(actions.FIELD, SAYINGS[error.flaw]) from error
    kept = Attachment(
        id=uuid7(),
        tenant_id=tenant_id,
        contact_id=contact_id,
        inquiry_id=inquiry_id,
        name=f"{actions.safe_name(name, VARIANT)}.{found.ending}",
        content_type=found.content_type,
        size_bytes=len(data),
        digest=hashlib.sha256(data).hexdigest(),
    )
    session.add(kept)
    session.flush()
    store.put(kept.id, VARIANT, data)
    return kept


def card(kept: Attachment) -> dict[str, Any]:
    """What a message about the file carries."""
    return {"file_id": str(kept.id), "name": kept.name, "size_bytes": kept.size_bytes}


def find(file_id: UUID) -> Attachment:
    """The file, if whoever acts may see it; raises NotFound."""
    return existing(session.get(Attachment, file_id))
