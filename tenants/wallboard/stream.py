"""The stream of a wallboard: numbers every other second, for as long as its link is good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Event
from time import monotonic
from typing import Any
from uuid import UUID

from flask import Flask

from muster.db import Acting, unit_of_work
from muster.errors import DomainError
from muster.events.leaving import when_told_to_leave
from tenants.wallboard import actions
from tenants.wallboard.actions import Board
from tenants.wallboard.numbers import numbers

EVERY_SECONDS = 2.0
LIFE_SECONDS = 600.0  # then the browser opens it anew, perhaps at another process
SEEN_EVERY_SECONDS = 60.0
EXTENSION = "muster.wallboard"
GONE = b"event: gone\ndata: {}\n\n"
LOST = b"event: lost\ndata: {}\n\n"


class Boards:
    """The wallboards of a process: several televisions of a company share one look."""

    def __init__(self) -> None:
        self._looks: dict[UUID, tuple[float, bytes]] = {}
        self._leaving = False
        self._hears = False

    def begin(self) -> None:
        """Hear when the process is told to leave, so that open streams do not hold it up."""
        if not self._hears:
            self._hears = True
            when_told_to_leave(self._leave)

    def _leave(self) -> None:
        self._leaving = True

    def frames(self, app: Flask, token: str) -> Iterator[bytes]:
        """Server-sent events until the link is revoked, expires, or it is time to open anew."""
        begun, seen_at = monotonic(), float("-inf")
        yield b"retry: 2000\n\n"
        while not self._leaving and monotonic() - begun < LIFE_SECONDS:
            due = monotonic() - seen_at > SEEN_EVERY_SECONDS
            seen_at = monotonic() if due else seen_at
            frame = self._look(app, token, note=due)
            yield frame
            if frame is GONE:
                return
            Event().wait(EVERY_SECONDS)

    def _look(self, app: Flask, token: str, *, note: bool) -> bytes:
        with app.app_context():
            try:
                board = actions.find(token)
                if board is None:
                    return GONE
                return self._frame(board, note=note)
            except DomainError:
                return GONE
            except Exception:
                # The television says that the line is lost, and the next look may succeed.
                app.logger.exception("a wallboard could not be read")
                return LOST

    def _frame(self, board: Board, *, note: bool) -> bytes:
        at, frame = self._looks.get(board.tenant_id, (float("-inf"), b""))
        fresh = monotonic() - at < EVERY_SECONDS / 2
        if fresh and not note:
            return frame
        with unit_of_work(Acting(tenant_ids=(board.tenant_id,))):
            if note:
                actions.note_seen(board, opened=False)
            frame = framed(numbers(board))
        self._looks[board.tenant_id] = (monotonic(), frame)
        return frame


def framed(values: dict[str, Any]) -> bytes:
    """Numbers as one event."""
    return b"data: " + json.dumps(values, separators=(",", ":")).encode() + b"\n\n"


def init_app(app: Flask) -> None:
    """Give the application its boards."""
    app.extensions[EXTENSION] = Boards()
