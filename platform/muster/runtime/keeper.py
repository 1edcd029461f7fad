"""Runs one embedded server for as long as anyone uses it: `python -m muster.runtime.keeper`.

Tests, commands and benchmarks come and go and may be killed. Each holds a shared lock while it
needs the server; this process waits for the same lock alone, which the kernel grants it when
the last of them has ended, and then stops the server.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from muster.processes import spawn
from muster.runtime import locks, servers
from muster.runtime.embedded import make_server


def keep(server: servers.Server) -> int:
    """Run `server` until nobody uses it or it ends; gives the exit status of this process."""
    try:
        with locks.exclusive(servers.lock_path(server), note="a command or a test"):
            server.prepare()
            return _run(server)
    except locks.Busy:
        return 0  # another keeper, or `muster up`, was faster
    except servers.ServerError as error:
        print(error, file=sys.stderr)  # noqa: T201 - goes into the server's log
        return 1


def _run(server: servers.Server) -> int:
    process = spawn(
        server.command(),
        death_signal=server.stop_signal,
        user=server.user,
        output=servers.log_path(server),
    )
    threading.Thread(target=_stop_when_unused, args=(server, process), daemon=True).start()
    return process.wait()


def _stop_when_unused(server: servers.Server, process: subprocess.Popen[bytes]) -> None:
    """Whoever comes while the server stops waits for the lock, then finds no server running."""
    with locks.exclusive(servers.users_path(server), note="", wait=True):
        servers.stop(process, server.stop_signal)
        threading.Event().wait()  # keeps the lock until the whole process has ended


if __name__ == "__main__":
    name, data_dir, durability = sys.argv[1:]
    sys.exit(keep(make_server(name, Path(data_dir), durable=durability == "durable")))
