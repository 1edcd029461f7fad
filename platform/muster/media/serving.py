"""Handing out pictures and files to whoever may see them."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Response, send_file

from muster.errors import NotFound
from muster.media import attachments, images, queries, store
from muster.media.models import Picture

VARIANTS = ("full", *images.THUMBNAILS)
ENDINGS = {"image/jpeg": ".jpg", "image/webp": ".webp"}
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "private, no-cache"  # kept by the browser, shown only after we agreed again


def serve(picture_id: UUID, variant: str) -> Response:
    """A variant ("full", "960", "320" pixels a side) of a picture that whoever acts may see.

    To be called inside a door: row-level security decides. Raises NotFound. A thumbnail that
    is not made yet is answered by the full picture, which no cache keeps in its place.
    """
    if variant not in VARIANTS:
        raise NotFound
    picture = queries.find(picture_id)
    content, found = _read(picture_id, variant)
    response = send_file(
        BytesIO(content),
        mimetype=picture.content_type,
        download_name=picture.name + ENDINGS[picture.content_type],
        etag=f"{picture.digest[:24]}-{found}",
        conditional=True,
    )
    response.headers["Cache-Control"] = _caching(picture, exact=found == variant)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def serve_file(file_id: UUID) -> Response:
    """A file of a conversation that whoever acts may see, to be saved and never to be shown.

    To be called inside a door: row-level security decides. Raises NotFound.
    """
    kept = attachments.find(file_id)
    try:
        content = store.read(file_id, attachments.VARIANT)
    except FileNotFoundError:
        raise NotFound from None
    response = send_file(
        BytesIO(content),
        mimetype=kept.content_type,
        as_attachment=True,
        download_name=kept.name,
        etag=kept.digest[:24],
        conditional=True,
    )
    response.headers["Cache-Control"] = ASK_FIRST
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _read(picture_id: UUID, variant: str) -> tuple[bytes, str]:
    for name in (variant, "full"):
        try:
            return store.read(picture_id, name), name
        except FileNotFoundError:
            continue
    raise NotFound


def _caching(picture: Picture, *, exact: bool) -> str:
    if not exact:
        return "no-store"
    return FOREVER if picture.published_at else ASK_FIRST
