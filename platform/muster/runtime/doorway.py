"""The port that browsers knock at: opened by the supervisor, asked whether all is well behind."""

from __future__ import annotations

import errno
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from muster.runtime.problems import CannotRun

LISTEN_FD = "MUSTER_LISTEN_FD"
_ANSWER_SECONDS = 5.0


class PortTaken(CannotRun):
    """Another program listens there, or we may not; the message says what to do."""


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Open `port` (0: any free one). Kept open, it outlives a restart of the web server."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise PortTaken(_explain(host, port, error)) from error
        yield listener


def _explain(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        what = f"Port {port} on {host} is taken by another program"
    elif error.errno == errno.EACCES:
        what = f"Port {port} needs rights that this user does not have"
    else:
        what = f"Muster cannot listen on {host}, port {port} ({error.strerror})"
    return f"{what}.\nChoose another: PORT={port + 1 if port >= 1024 else 8000} muster up"


class Health:
    """Asks `/healthz` of the web server on this machine."""

    def __init__(self, host: str, port: int) -> None:
        self._host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound
        self._port = port
        self.missing = "the web server does not answer"

    def is_ready(self) -> bool:
        """True when every part is ready; otherwise `missing` names what is not."""
        connection = HTTPConnection(self._host, self._port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            body = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            self.missing = "the web server does not answer"
            return False
        finally:
            connection.close()
        parts = body.get("parts", {})
        self.missing = ", ".join(f"{name} {parts[name]['problem']}" for name in body["failing"])
        return answer.status == 200
