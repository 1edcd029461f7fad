"""Browsers of the benchmarks: requests over a connection that is kept, and open streams."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from benchmarks.installation import FORM, Visitor

KIND = re.compile(rb'"kind":\s*"([\w.]+)"')
LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    location: str
    body: bytes
    milliseconds: float


class Line:
    """One browser's connection to the server."""

    def __init__(self, port: int, browser: Visitor, **headers: str) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = headers
        self.become(browser)

    def become(self, browser: Visitor) -> None:
        """Let somebody else speak from here on."""
        self._headers |= {"Cookie": browser.cookie, "X-CSRFToken": browser.csrf}

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, values: Any) -> Answer:
        """Send JSON."""
        return self._ask("POST", path, json.dumps(values).encode(), _JSON)

    def send_form(self, path: str, body: str) -> Answer:
        """Send a form."""
        return self._ask("POST", path, body.encode(), {"Content-Type": FORM})

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def _ask(self, method: str, path: str, body: bytes | None, more: dict[str, str]) -> Answer:
        begun = monotonic()
        self._http.request(method, path, body, {**self._headers, **more})
        answer = self._http.getresponse()
        data = answer.read()
        took = 1000 * (monotonic() - begun)
        return Answer(answer.status, answer.getheader("Location") or "", data, took)


_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def open_stream(port: int, path: str, cookie: str) -> socket.socket:
    """A live stream, once it says that it is live."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=30)
    listen(stream, path, cookie)
    return stream


def listen(stream: socket.socket, path: str, cookie: str = "") -> None:
    """Ask for a live stream, and wait until it says that it is live."""
    stream.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        f"Cookie: {cookie}\r\n\r\n".encode()
    )
    read_until(stream, b'"state":"live"')


def read_until(line: socket.socket, mark: bytes) -> None:
    """Read up to the part in which `mark` is whole."""
    data = b""
    while mark not in data:
        part = line.recv(4096)
        assert part, data
        data += part


def read_answer(line: socket.socket) -> bytes:
    """One whole answer, head and body, from a connection that stays open."""
    data = b""
    while True:
        head, ended, body = data.partition(b"\r\n\r\n")
        length = LENGTH.search(head) if ended else None
        if length is not None and len(body) >= int(length[1]):
            return data
        part = line.recv(65536)
        assert part, data
        data += part


def events(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The kind and the text of each event that stands whole in what came over a stream."""
    for line in data.split(b"\n"):
        found = KIND.search(line) if line.startswith(b"data:") else None
        if found is not None:
            yield found[1].decode(), line
