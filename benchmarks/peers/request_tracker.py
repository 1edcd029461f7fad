"""request-tracker5 as a peer: the list of tickets that somebody who is signed in looks at.

Debian's packages, its own command for the tables, starman with two processes, a database of its
own on our PostgreSQL. A session's cookie, because its password check costs 200 ms a request; the
list as JSON by its REST 2.0, because its page of the same list takes fifteen times as long.
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import psycopg

from benchmarks import servers
from benchmarks.peers import environment
from benchmarks.peers.environment import Unavailable
from benchmarks.wrk import Request
from muster.urls import for_libpq

PACKAGES = "request-tracker5 rt5-db-postgresql starman"
LIBRARY = Path("/usr/share/request-tracker5")
SERVER = LIBRARY / "libexec" / "rt-server"
SETUP = "rt-setup-database-5"
DATABASE, PASSWORD = "peer_rt", "only-for-measuring"
PROCESSES, ROWS, FIELDS = 2, 25, "Subject,Status,LastUpdated"
SETUP_SECONDS = 240

CONFIG = """
Set($rtname, 'peer'); Set($Organization, 'peer'); Set($WebDomain, '127.0.0.1');
Set($WebPort, {web_port}); Set($WebPath, ''); Set($RestrictReferrer, 0);
Set($DatabaseType, 'Pg'); Set($DatabaseHost, '{host}'); Set($DatabasePort, '{port}');
Set($DatabaseName, '{database}'); Set($DatabaseUser, '{database}');
Set($DatabasePassword, '{password}'); Set($DatabaseAdmin, '{database}');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'error'); Set($DevelMode, 0);
Set($MailCommand, 'testfile');
1;
"""
TICKETS = """
use RT; RT::LoadConfig(); RT::Init();
my $root = RT::User->new($RT::SystemUser); $root->Load('root');
$root->SetPassword('{password}');
for my $n (1 .. {count}) {{
    my $ticket = RT::Ticket->new(RT::CurrentUser->new('root'));
    my ($id, undef, $said) = $ticket->Create(Queue => 'General', Subject => "Question $n",
        Requestor => "consumer$n\\@example.com");
    die $said unless $id;
}}
"""


@contextmanager
def serving(owner_url: str, folder: Path, *, tickets: int) -> Iterator[tuple[int, Request]]:
    """Gives its port and the request for the list. Raises Unavailable."""
    if shutil.which(SETUP) is None or shutil.which("starman") is None:
        raise Unavailable(f"not installed → apt-get install {PACKAGES}")
    port = servers.free_port()
    environ = _configured(for_libpq(owner_url), folder, port)
    owner = ("--dba", DATABASE, "--dba-password", PASSWORD)
    first_rows = ("--datafile", str(LIBRARY / "etc" / "initialdata"))
    for action in (("schema",), ("coredata",), ("insert", *first_rows)):
        _run([SETUP, *owner, "--action", *action], environ)
    words = TICKETS.format(password=PASSWORD, count=tickets)
    _run(["perl", f"-I{LIBRARY / 'lib'}", "-e", words], environ)
    command = ["starman", "--listen", f"127.0.0.1:{port}", "--workers", str(PROCESSES)]
    process = subprocess.Popen(
        [*command, "--preload-app", str(SERVER)], env=environ, stderr=subprocess.DEVNULL
    )
    try:
        environment.wait_listening(port, process)
        yield port, _list(port)
    finally:
        servers.stop(process)


def _configured(url: str, folder: Path, web_port: int) -> dict[str, str]:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"DROP ROLE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE ROLE {DATABASE} LOGIN PASSWORD '{PASSWORD}'")
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {DATABASE}")
    values = {"host": host, "port": parts.port or "", "database": DATABASE, "web_port": web_port}
    config = folder / "RT_SiteConfig.pm"
    config.write_text(CONFIG.format(password=PASSWORD, **values))
    config.chmod(0o644)
    return {**os.environ, "RT_SITE_CONFIG": str(config), "RT_SITE_CONFIG_DIR": os.devnull}


def _run(command: list[str], environ: dict[str, str]) -> None:
    try:
        subprocess.run(
            command, env=environ, check=True, capture_output=True, text=True, timeout=SETUP_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{command[0]} did not end within {SETUP_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        raise Unavailable(f"{command[0]}: {said[-1] if said else error.returncode}") from error


def _list(port: int) -> Request:
    """The newest tickets as JSON with FIELDS, as the person `root` who has signed in sees them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    form = urlencode({"user": "root", "pass": PASSWORD, "next": ""})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/NoAuth/Login.html", form, headers)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    query = quote("Queue = 'General'")
    path = f"/REST/2.0/tickets?query={query}&per_page={ROWS}&orderby=id&order=DESC&fields={FIELDS}"
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read()
    connection.close()
    if answer.status != 200 or page.count(b"Question") != ROWS:
        raise Unavailable(f"its list is not shown: status {answer.status}")
    return Request(path, "", {"Cookie": cookie}, "GET")
