"""One drawing of a wall for everybody who asks for the same one at the same time.

All open walls of a company hear of a change in the same moment and ask to be drawn anew. Whoever
asks gets a drawing that was begun after the asking, so nothing that was heard of is missing; but
those who ask while one is being made, or soon after, share the next. However many watch a wall, a
process draws it no more than twice a second or so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Event, Lock
from time import monotonic, sleep

GATHER_SECONDS = 0.02  # the others are on their way, with the same news
REST_SECONDS = 0.4  # between the beginnings of two drawings of the same

Draw = Callable[[], tuple[str, bool]]


class Round:
    """One drawing; `html` is None as long as, or because, there is nothing to share."""

    def __init__(self) -> None:
        self.html: str | None = None
        self.done = Event()
        self.wanted = 0


class Drawings:
    """The rounds of this process, by what is drawn: the one to come, and the one being made."""

    def __init__(self, pause: Callable[[float], None] = sleep) -> None:
        self._pause = pause
        self._lock = Lock()
        self._begun: dict[Hashable, float] = {}  # of what was drawn a moment ago
        self._next: dict[Hashable, Round] = {}
        self._now: dict[Hashable, Round] = {}

    def shared(self, key: Hashable, draw: Draw) -> str:
        """The drawing of `key`, begun after this call.

        key: everything that makes a difference to what is seen. draw: gives the drawing, and
        whether it is the same for everybody with this key; one that is not is nobody else's.
        """
        with self._lock:
            coming = self._next.get(key)
            leads = coming is None
            if coming is None:
                coming = self._next[key] = Round()
            coming.wanted += 1
            being_made = self._now.get(key)
        if leads:
            return self._lead(key, coming, being_made, draw)
        coming.done.wait()
        return coming.html if coming.html is not None else draw()[0]

    def wanted(self, key: Hashable) -> int:
        """How many wait for a drawing of `key` that has not begun."""
        with self._lock:
            return self._next[key].wanted if key in self._next else 0

    def _lead(self, key: Hashable, mine: Round, before: Round | None, draw: Draw) -> str:
        if before is not None:
            before.done.wait()
        last = self._begun.get(key, float("-inf"))
        self._pause(max(GATHER_SECONDS, last + REST_SECONDS - monotonic()))
        with self._lock:
            self._now[key] = self._next.pop(key)
            self._begin(key)
        try:
            html, same_for_all = draw()
            if same_for_all:
                mine.html = html
            return html
        finally:
            with self._lock:
                if self._now.get(key) is mine:
                    del self._now[key]
            mine.done.set()

    def _begin(self, key: Hashable) -> None:
        now = monotonic()
        self._begun = {k: at for k, at in self._begun.items() if now - at < REST_SECONDS}
        self._begun[key] = now


drawings = Drawings()
