"""Events that a statement has written itself, told to live pages after the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from muster.db import after_commit
from muster.events import bus


def announce(rows: Sequence[Mapping[str, Any]]) -> None:
    """Push these rows of `events` (as `to_jsonb` gives them) once this unit has committed."""
    if rows:
        messages = [bus.Message.from_row(row) for row in rows]
        after_commit(lambda: bus.publish(messages))
