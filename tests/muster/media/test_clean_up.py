"""Files that no row knows go after a day; everything else stays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from muster.db import session
from muster.media import actions, store
from muster.media.jobs import clean_up
from tests import cast
from tests.muster.media import photographs as photos

AsTenant = Callable[[str], AbstractContextManager[None]]


def age(app: Flask, picture_id: UUID, *, hours: int) -> None:
    """Let the picture's files be that old."""
    then = time.time() - hours * 3600
    for path in files(app, str(picture_id)):
        os.utime(path, (then, then))


def files(app: Flask, beginning: str) -> list[Path]:
    return list((app.config["SETTINGS"].data_dir / "pictures").glob(f"??/{beginning}*"))


@pytest.fixture
def kept(as_tenant: AsTenant) -> UUID:
    with as_tenant("hualan"):
        picture_id = actions.keep(cast.HUALAN.id, photos.picture(), "a.jpg").id
        session.flush()
    return picture_id


def test_what_was_never_committed_goes_after_a_day(app: Flask, kept: UUID) -> None:
    lost, young = uuid4(), uuid4()
    for picture_id in (lost, young):
        store.put(picture_id, "full", b"x")
        store.put(picture_id, "320", b"x")
    for picture_id in (lost, kept):
        age(app, picture_id, hours=25)
    clean_up()
    assert files(app, str(lost)) == []
    assert len(files(app, str(young))) == 2
    assert store.read(kept, "full")


def test_drafts_of_a_process_that_died_go_too(app: Flask, kept: UUID) -> None:
    folder = files(app, str(kept))[0].parent
    old, young = folder / ".draft-old", folder / ".draft-young"
    for draft in (old, young):
        draft.write_bytes(b"x")
    then = time.time() - 25 * 3600
    os.utime(old, (then, then))
    clean_up()
    assert not old.exists()
    assert young.exists()
    young.unlink()


def test_a_write_that_fails_leaves_what_was_there(app: Flask, kept: UUID) -> None:
    before = store.read(kept, "full")
    with pytest.raises(TypeError):
        store.put(kept, "full", "no bytes")  # type: ignore[arg-type] # the fault of the test
    assert store.read(kept, "full") == before
    assert files(app, ".") == []
