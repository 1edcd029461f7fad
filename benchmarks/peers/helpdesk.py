"""django-helpdesk as a peer: follow-ups to tickets, and tickets that strangers create."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg

from benchmarks import servers
from benchmarks.peers import environment
from benchmarks.peers.environment import Unavailable
from benchmarks.wrk import Request
from muster.urls import for_libpq

PACKAGES = ("django-helpdesk==2.6.*", "psycopg[binary]==3.*", "gunicorn==27.*", "packaging")
DATABASE = "peer_helpdesk"
PROCESSES = 2
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Helpdesk:
    """A running django-helpdesk: its port, and its people, each signed in with a ticket."""

    port: int
    seats: Sequence[dict[str, object]]

    def follow_ups(self, words: str) -> list[Request]:
        """A public comment of each person on the own ticket."""
        return [
            Request(
                f"/tickets/{seat['ticket']}/update/",
                urlencode(
                    {
                        "comment": words,
                        "public": "1",
                        "new_status": "1",
                        "title": "A question",
                        "priority": "3",
                        "queue": seat["queue"],
                    }
                ),
                self._headers(seat, f"sessionid={seat['session']}; "),
            )
            for seat in self.seats
        ]

    def tickets(self, words: str) -> list[Request]:
        """A stranger's question by the public form."""
        body = {
            "title": "A question",
            "body": words,
            "priority": "3",
            "submitter_email": "consumer@example.com",
        }
        return [
            Request(
                "/tickets/submit/",
                urlencode({**body, "queue": seat["queue"]}),
                self._headers(seat, ""),
            )
            for seat in self.seats
        ]

    def _headers(self, seat: dict[str, object], cookie: str) -> dict[str, str]:
        return {
            "Content-Type": _FORM,
            "Cookie": f"{cookie}csrftoken={seat['csrf']}",
            "X-CSRFToken": str(seat["csrf"]),
        }


@contextmanager
def serving(owner_url: str, *, people: int) -> Iterator[Helpdesk]:
    """Two processes of gunicorn on a new database of the server at `owner_url`, its owner's URL.

    Raises Unavailable when it cannot be installed.
    """
    interpreter = environment.python("helpdesk", PACKAGES)
    with psycopg.connect(for_libpq(owner_url), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    environ = _environ(for_libpq(owner_url))
    site = Path(__file__).parent / "sites" / "helpdesk_site.py"
    made = subprocess.run(
        [interpreter, site, str(people)], env=environ, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise Unavailable(made.stderr.strip().splitlines()[-1])
    with _gunicorn(interpreter, site.parent, environ) as port:
        yield Helpdesk(port, json.loads(made.stdout))


def _environ(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [""])[0]  # the folder of a socket
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    there = parts._replace(path=f"/{DATABASE}", query="").geturl()
    return {**kept, "PEER_DATABASE_URL": there, "PEER_DATABASE_HOST": host}


@contextmanager
def _gunicorn(interpreter: Path, folder: Path, environ: dict[str, str]) -> Iterator[int]:
    port = servers.free_port()
    command = [
        *(str(interpreter), "-m", "gunicorn", "--workers", str(PROCESSES), "--log-level", "error"),
        *("--preload", "--worker-class", "gthread", "--threads", "8"),
        *("--bind", f"127.0.0.1:{port}", "helpdesk_site:application"),
    ]
    process = subprocess.Popen(command, cwd=folder, env=environ)
    try:
        environment.wait_listening(port, process)
        yield port
    finally:
        servers.stop(process)
