"""What stops a command with a sentence instead of a traceback."""

from __future__ import annotations


class CannotRun(Exception):
    """Muster cannot do this here and now; the message says why and what to do about it."""
