"""Notes in the reader's language."""

from __future__ import annotations

from typing import Any

from muster.coaching.actions import AnyNote
from muster.coaching.models import CoachingNote
from muster.web.locale import reads_chinese


def in_words(note: AnyNote, part: str) -> str:
    """The `title` or `body` of a note in the reader's language, or in the other one."""
    chinese = reads_chinese()
    first, second = ("zh", "en") if chinese else ("en", "zh")
    return str(getattr(note, f"{part}_{first}") or getattr(note, f"{part}_{second}"))


def card(note: AnyNote) -> dict[str, Any]:
    """A note as the desk's scripts read it."""
    return {
        "title": in_words(note, "title"),
        "body": in_words(note, "body"),
        "region": note.region,
        "phrases": note.phrases,
        "own": isinstance(note, CoachingNote),
    }
