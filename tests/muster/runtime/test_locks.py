from collections.abc import Callable
from pathlib import Path

import pytest

from muster.runtime.locks import Busy, exclusive, holder, shared
from muster.runtime.up import LOCK, address
from muster.settings import Settings
from tests.muster.runtime.conftest import Child

HOLD = """
import sys, time
from pathlib import Path
from muster.runtime.locks import exclusive
with exclusive(Path(sys.argv[1]), note="the other"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_holder_learns_who_the_first_is(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with exclusive(path, note="process 1") as write:
        write("process 1, on port 8000")
        with (
            pytest.raises(Busy, match="held by process 1, on port 8000"),
            exclusive(path, note="2"),
        ):
            pass
        assert holder(path) == "process 1, on port 8000"


def test_a_lock_can_be_taken_again_once_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    for note in ("first", "second"):
        with exclusive(path, note=note):
            assert holder(path) == note
    assert holder(path) is None


def test_nobody_holds_a_lock_that_was_never_made(tmp_path: Path) -> None:
    assert holder(tmp_path / "lock") is None


def test_several_can_share_and_keep_out_who_wants_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with shared(path), shared(path), pytest.raises(Busy), exclusive(path, note=""):
        pass


def test_a_killed_holder_holds_nothing(tmp_path: Path, run: Callable[..., Child]) -> None:
    path = tmp_path / "lock"
    child = run("-c", HOLD, str(path))
    child.says("held")
    assert holder(path) == "the other"
    child.process.kill()
    with exclusive(path, note="me", wait=True):
        assert holder(path) == "me"


def test_whoever_runs_is_asked_where(tmp_path: Path) -> None:
    settings = Settings.from_environment({"MUSTER_DATA": str(tmp_path)})
    assert address(settings) == settings.public_url
    with exclusive(tmp_path / LOCK, note="process 7, http://127.0.0.1:8221"):
        assert address(settings) == "http://127.0.0.1:8221"
