"""The open streams of a process, found by whom they are for."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable

from muster.events.messages import Audience
from muster.events.stream import Stream


class Listeners:
    """A set of streams. What it gives out is a copy, safe to walk while streams come and go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: set[Stream] = set()
        self._by_audience: dict[Audience, set[Stream]] = defaultdict(set)

    def add(self, stream: Stream) -> None:
        """Let a stream hear what it is for."""
        with self._lock:
            self._all.add(stream)
            for audience in stream.audiences:
                self._by_audience[audience].add(stream)

    def remove(self, stream: Stream) -> None:
        """A stream has ended; nothing happens if it was not there."""
        with self._lock:
            self._all.discard(stream)
            for audience in stream.audiences:
                self._by_audience[audience].discard(stream)
                if not self._by_audience[audience]:
                    del self._by_audience[audience]

    def of(self, audiences: Iterable[Audience]) -> list[Stream]:
        """The streams for any of these audiences, each once."""
        with self._lock:
            found = [self._by_audience[key] for key in audiences if key in self._by_audience]
            return list(set().union(*found))

    def all(self) -> list[Stream]:
        """Every stream."""
        with self._lock:
            return list(self._all)

    def __len__(self) -> int:
        return len(self._all)
