"""Where the browser's files lie."""

from __future__ import annotations

from pathlib import Path

WEB = Path(__file__).resolve().parent
STATIC = WEB / "static"
# Built at set-up by `muster.web.assets`, never committed.
DIST = STATIC / "dist"
# Below it, so that one git-ignored folder holds all that is built; never served.
DEV = DIST / "dev"
