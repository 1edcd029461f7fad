"""The one door to the bytes of pictures. Today a folder; an object storage fits behind it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from uuid import UUID

from flask import current_app

from muster.settings import Settings


def put(picture_id: UUID, variant: str, content: bytes) -> None:
    """Keep `content`, whole or not at all; what was there is replaced."""
    target = _path(picture_id, variant)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def read(picture_id: UUID, variant: str) -> bytes:
    """The content, at most a few megabytes; raises FileNotFoundError."""
    return _path(picture_id, variant).read_bytes()


def delete(picture_id: UUID) -> None:
    """Remove all variants; nothing happens if there are none."""
    for path in _folder(picture_id).glob(f"{picture_id}-*"):
        path.unlink(missing_ok=True)


def kept(before: float) -> Iterator[set[UUID]]:
    """Ids of pictures whose files were last written before the Unix time `before`, in groups.

    Drafts as old as that, which their process did not live to finish, are removed on the way.
    """
    for folder in sorted(_root().glob("??")):
        with os.scandir(folder) as entries:
            old = [Path(entry) for entry in entries if entry.stat().st_mtime < before]
        for draft in (path for path in old if path.name.startswith(".")):
            draft.unlink(missing_ok=True)
        yield {UUID(path.name[:36]) for path in old if not path.name.startswith(".")}


def _root() -> Path:
    settings = cast(Settings, current_app.config["SETTINGS"])
    return settings.data_dir / "pictures"


def _folder(picture_id: UUID) -> Path:
    return _root() / picture_id.hex[-2:]  # the first digits are the time: all in one folder


def _path(picture_id: UUID, variant: str) -> Path:
    return _folder(picture_id) / f"{picture_id}-{variant}"
