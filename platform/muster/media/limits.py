"""How big an uploaded picture may be."""

from __future__ import annotations

from typing import cast

from flask import current_app

from muster.settings import Settings

MOST_BYTES = 20 << 20  # a photograph of a good camera; a request as a whole may hold more


def most_bytes() -> int:
    """The most bytes of one uploaded picture."""
    return min(MOST_BYTES, cast(Settings, current_app.config["SETTINGS"]).max_upload_bytes)
