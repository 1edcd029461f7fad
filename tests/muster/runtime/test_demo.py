import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.muster.runtime.conftest import Child, all_gone

pytestmark = pytest.mark.slow


def test_the_demo_is_filled_once_and_says_who_can_sign_in(
    run: Callable[..., Child], tmp_path: Path
) -> None:
    first = run("-m", "muster.cli", "demo", "--port", "0", "--data", str(tmp_path))
    first.says("ready on")
    assert "filling the demo" in first.said
    guide = (tmp_path / "demo.txt").read_text()
    assert "{url}" in guide
    assert guide.splitlines()[0] in first.said
    assert "{url}" not in first.said
    family = first.family()
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait() == 0
    assert all_gone(family)
    again = run("-m", "muster.cli", "demo", "--port", "0", "--data", str(tmp_path))
    again.says("ready on")
    assert "filling the demo" not in again.said
    assert guide.splitlines()[0] in again.said
