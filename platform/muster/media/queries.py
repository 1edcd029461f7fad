"""Finding pictures. Which ones are found is decided by who acts."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from muster.db import session
from muster.errors import existing
from muster.media.models import Attachment, Picture


def find(picture_id: UUID) -> Picture:
    """The picture, if whoever acts may see it; raises NotFound."""
    return existing(session.get(Picture, picture_id))


def known(reader: Session, picture_ids: Collection[UUID]) -> set[UUID]:
    """Which of these ids are pictures or other files, as far as `reader` may see."""
    pictures = select(Picture.id).where(Picture.id.in_(picture_ids))
    files = select(Attachment.id).where(Attachment.id.in_(picture_ids))
    return set(reader.scalars(pictures.union_all(files)))
