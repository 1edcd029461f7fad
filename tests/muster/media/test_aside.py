"""In a gevent process, a picture is cleaned beside the other requests and not before them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]

PROGRAM = """
from gevent import monkey; monkey.patch_all()
import gevent
from muster.media import images
from muster.media.aside import aside
from tests.muster.media import photographs

turns = 0
def others():
    global turns
    while True:
        turns += 1
        gevent.sleep(0)

greenlet = gevent.spawn(others)
made = aside(images.clean, photographs.picture("PNG", (3000, 3000)))
assert (made.width, made.height) == (2000, 2000)
print("others had turns" if turns > 10 else f"others had {turns} turns")
try:
    aside(images.clean, b"")
except images.Unreadable as error:
    print(error)
greenlet.kill()
"""


def test_other_requests_go_on_meanwhile() -> None:
    roots = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": roots},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert ended.stdout.splitlines() == ["others had turns", "empty"]
    assert ended.stderr == ""
