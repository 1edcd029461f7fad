"""The socket below a response, where the web server lets us write to it ourselves."""

from __future__ import annotations

import os
from socket import SHUT_RDWR
from typing import Any

from gevent.socket import socket as GeventSocket  # noqa: N812 — a class
from gunicorn.http.wsgi import Response


class Wire:
    """A socket that never blocks, and whether HTTP/1.1 wants its bytes in chunks."""

    __slots__ = ("_descriptor", "_socket", "chunked")

    def __init__(self, socket: GeventSocket, *, chunked: bool) -> None:
        self._socket = socket
        self._descriptor = socket.fileno()
        self.chunked = chunked

    def write(self, data: bytes) -> int:
        """Write what the socket takes now; gives how many bytes. Raises OSError if it is gone."""
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            return 0

    def write_all(self, data: bytes) -> None:
        """Write everything while other greenlets run. Raises OSError if the socket is gone."""
        self._socket.sendall(data)

    def shut(self) -> None:
        """Cut the line, which also wakes up whoever waits in `write_all`."""
        try:
            self._socket.shutdown(SHUT_RDWR)
        except OSError:
            return  # it is cut already


def below(write: Any) -> Wire | None:
    """The wire below what `start_response` gave, or None where we cannot be sure of it.

    Only gunicorn's own HTTP/1 response on a plain gevent socket: there we know how the bytes
    are framed. TLS and HTTP/2 frame them otherwise.
    """
    response: Any = getattr(write, "__self__", None)
    if type(response) is not Response or type(response.sock) is not GeventSocket:
        return None
    return Wire(response.sock, chunked=response.chunked)
