"""Many open streams read by one process, as cheaply as Python can."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from time import monotonic

from benchmarks.lines import listen, read_until

PING = b"\x81\x012"  # engine.io's ping in a text frame of one byte
PONG = b"\x81\x81\0\0\0\x003"  # its answer, masked with zeros


class Readers:
    """Holds connections, counts what ends, and notes when each one sees a mark."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self.ended = 0

    def __len__(self) -> int:
        return len(self._sockets)

    def connect(self, port: int, count: int, shake: Callable[[socket.socket], None]) -> None:
        """Open `count` connections; `shake` says hello on each, blocking."""
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", port), timeout=30)
            shake(one)
            one.setblocking(False)  # noqa: FBT003 — the socket's own method
            self._sockets[one.fileno()] = one
            self._poll.register(one.fileno(), select.EPOLLIN)

    def pump(self, seconds: float) -> None:
        """Read whatever comes for a while."""
        self.watch(b"", seconds, wanted=len(self) + 1)

    def watch(self, mark: bytes, seconds: float, wanted: int) -> list[float]:
        """When (monotonic seconds) each connection got `mark`; until `wanted` did or time is up."""
        seen: dict[int, float] = {}
        end = monotonic() + seconds
        while len(seen) < wanted and (left := end - monotonic()) > 0:
            for descriptor, _ in self._poll.poll(left, 1024):
                data = self._read(descriptor)
                if mark and mark in data:
                    seen[descriptor] = monotonic()
        return list(seen.values())

    def close(self) -> None:
        """Hang up."""
        for one in self._sockets.values():
            one.close()
        self._poll.close()

    def _read(self, descriptor: int) -> bytes:
        one = self._sockets[descriptor]
        try:
            data = one.recv(65536)
        except OSError:
            data = b""
        if not data:
            self._poll.unregister(descriptor)
            self._sockets.pop(descriptor).close()
            self.ended += 1
        elif PING in data:
            one.send(PONG)
        return data


def listen_to_events(one: socket.socket) -> None:
    """Ask for our stream and wait until it says that it is live."""
    listen(one, "/live")


def listen_to_socketio(one: socket.socket) -> None:
    """Open a WebSocket of socket.io and join its default namespace."""
    one.sendall(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    read_until(one, b"pingTimeout")
    one.sendall(b"\x81\x82\0\0\0\x0040")
    read_until(one, b"40{")
