"""One open stream: frames in, bytes out, as fast as its reader takes them and never waiting."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count
from time import monotonic
from uuid import UUID

from muster.events.frames import Frame
from muster.events.messages import Audience
from muster.events.wire import Wire

BEHIND_BYTES = 256 * 1024  # a reader this far behind is cut off, and catches up when it is back

_turns = count()


class Stream:
    """What one browser listens to.

    The hub pushes frames. Where the server lets us (see `wire`), they go straight into the
    socket, and the greenlet of the request sleeps until the end; it wakes up only for a reader
    that is slower than we are. Elsewhere they wait for the server to iterate over `body`.
    """

    __slots__ = (
        "_pending",
        "_pending_bytes",
        "_wake",
        "audiences",
        "begun",
        "hushed",
        "is_open",
        "opened_at",
        "person_id",
        "turn",
        "wire",
    )

    def __init__(
        self,
        audiences: Iterable[Audience],
        person_id: UUID | None,
        hushed: frozenset[str] = frozenset(),
    ) -> None:
        self.audiences = frozenset(audiences)
        self.hushed = hushed  # companies whose words it does not carry
        self.person_id = person_id
        self.opened_at = monotonic()
        self.turn = next(_turns)  # spreads what is done to all streams by and by
        self.begun = False  # the server iterates over `body`
        self.is_open = True
        self.wire: Wire | None = None
        # What waits for the greenlet to send it; None: nothing, frames may go to the wire.
        self._pending: deque[Frame | bytes] | None = deque()
        self._pending_bytes = 0
        self._wake = threading.Event()

    def push(self, frame: Frame) -> None:
        """Send a frame, now or as soon as the reader takes it; cuts off who is too far behind."""
        if not self.is_open:
            return
        if self._pending is None and self.wire is not None:
            self._write(self.wire, frame)
        else:
            self._keep(frame, len(frame.bare))

    def end(self) -> None:
        """End the stream once what waits has been sent."""
        self.is_open = False
        self._wake.set()

    def cut(self) -> None:
        """End the stream at once; what waits is not sent."""
        self._pending = deque()
        self.end()
        if self.wire is not None:
            self.wire.shut()

    def body(self, first: bytes) -> Iterator[bytes]:
        """The response body: `first`, then whatever is pushed, until the end."""
        self.begun = True
        yield first
        if self.wire is None:
            yield from self._hand_over()
        else:
            self._send(self.wire)

    def _write(self, wire: Wire, frame: Frame) -> None:
        data = frame.chunked if wire.chunked else frame.bare
        try:
            written = wire.write(data)
        except OSError:
            self.cut()
            return
        if written < len(data):
            self._keep(data[written:], len(data) - written)

    def _keep(self, data: Frame | bytes, size: int) -> None:
        if self._pending is None:
            self._pending = deque()
        self._pending.append(data)
        self._pending_bytes += size
        if self._pending_bytes > BEHIND_BYTES:
            self.cut()
        self._wake.set()

    def _hand_over(self) -> Iterator[bytes]:
        while self.is_open or self._pending:
            self._wake.wait()
            self._wake.clear()
            if data := self._take(chunked=False):
                yield data

    def _send(self, wire: Wire) -> None:
        try:
            while self.is_open or self._pending:
                while data := self._take(chunked=wire.chunked):
                    wire.write_all(data)
                self._pending = None
                if self.is_open:
                    self._wake.wait()
                    self._wake.clear()
        except OSError:
            self.is_open = False

    def _take(self, *, chunked: bool) -> bytes:
        parts: list[bytes] = []
        while self._pending:
            part = self._pending.popleft()
            if isinstance(part, Frame):
                part = part.chunked if chunked else part.bare
            parts.append(part)
        self._pending_bytes = 0
        return b"".join(parts)
