"""The notes that come with Muster."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def notes() -> list[dict[str, Any]]:
    """Each as the arguments of `muster.coaching.actions.Words`."""
    text = resources.files("muster.coaching").joinpath("defaults.toml").read_text()
    blank = {"region": "", "phrases": []}
    return [
        {**blank, **note, "phrases": tuple(note.get("phrases", []))}
        for note in tomllib.loads(text)["note"]
    ]
