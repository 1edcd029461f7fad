"""Thumbnails, and files that no row knows."""

from __future__ import annotations

import time
from uuid import UUID

from muster.db import session
from muster.features import Periodic
from muster.jobs import job
from muster.media import images, queries, store
from muster.media.models import Picture
from muster.tenancy.operations import system_door

FORGOTTEN_AFTER_SECONDS = 86_400


@job("media.shrink")
def shrink(picture_id: UUID) -> None:
    """Make the thumbnails of a picture."""
    picture = session.get(Picture, picture_id)
    if picture is None:
        return
    content = store.read(picture_id, "full")
    for variant, side in images.THUMBNAILS.items():
        content = images.shrink(content, picture.content_type, side)
        store.put(picture_id, variant, content)


@job("media.clean_up", acts="system", timeout_seconds=600)
def clean_up() -> None:
    """Delete files whose picture was never committed, or is gone, for a day."""
    for ids in store.kept(time.time() - FORGOTTEN_AFTER_SECONDS):
        with system_door() as reader:
            forgotten = ids - queries.known(reader, ids)
        for picture_id in forgotten:
            store.delete(picture_id)


PERIODIC = (Periodic("media.clean_up", seconds=86_400),)
