"""The one door to uploaded files: kept for thirty days, beside nobody else's."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from flask import current_app

from muster.settings import Settings
from muster.tables.problems import Unreadable

KEPT_SECONDS = 30 * 86_400
CHUNK = 1 << 18


def most_bytes() -> int:
    """The most bytes of one uploaded file."""
    return _settings().max_upload_bytes


def put(tenant_id: UUID, import_id: UUID, content: BinaryIO) -> None:
    """Keep an upload, whole or not at all. Raises Unreadable if it is too large."""
    target = path(tenant_id, import_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            _copy(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def path(tenant_id: UUID, import_id: UUID) -> Path:
    """Where the file of an import is, or was."""
    return _root() / tenant_id.hex / str(import_id)


def delete(tenant_id: UUID, import_id: UUID) -> None:
    """Forget the file of an import."""
    path(tenant_id, import_id).unlink(missing_ok=True)


def sweep(now: float | None = None) -> int:
    """Delete the files that are older than they may be kept; gives how many."""
    before = (time.time() if now is None else now) - KEPT_SECONDS
    old = [file for file in _root().glob("*/*") if file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    left = most_bytes()
    while chunk := source.read(CHUNK):
        left -= len(chunk)
        if left < 0:
            raise Unreadable("file.large", most_bytes() >> 20)
        target.write(chunk)


def _root() -> Path:
    return _settings().data_dir / "imports"


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])
