"""The whole installation, as `muster up` runs it: one start serves most of the tests."""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from muster.processes import kill_all
from muster.runtime import probes, schema
from muster.runtime.postgres_server import PostgresServer
from muster.settings import Settings
from muster.urls import for_libpq
from tests.muster.runtime.conftest import Child, all_gone, bare_environ, open_folder
from tests.waiting import eventually

pytestmark = pytest.mark.slow


class Installation(Child):
    """A `muster up` on data of its own and a free port."""

    def __init__(self, folder: Path, name: str) -> None:
        self.settings = Settings.from_environment({"MUSTER_DATA": str(folder / "data")})
        super().__init__(
            (sys.executable, "-m", "muster.cli", "up", "--port", "0"),
            bare_environ(MUSTER_DATA=str(folder / "data")),
            folder / name,
        )
        self.says("ready on")
        found = re.search(r"ready on http://127\.0\.0\.1:(\d+)", self.said)
        assert found
        self.port = int(found[1])
        self.family()

    def health(self) -> tuple[int, dict[str, object]]:
        """Status and body of /healthz; status 0 while nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return 0, {}
        finally:
            connection.close()

    def is_well(self) -> bool:
        """Whether every part is ready now; /healthz may remember a better or worse moment."""
        with redis.Redis.from_url(self.settings.redis_url) as client:
            parts = {**probes.database(self.settings, schema.head()), **probes.queues(client)}
        return all(part.ready for part in parts.values()) and self.health()[0] == 200

    def answers_well(self) -> dict[str, object]:
        """The first answer with status 200: each web process asks and remembers for itself."""
        answers = iter(self.health, None)
        return next(body for status, body in answers if status == 200)

    def fails(self, names: list[str]) -> bool:
        status, body = self.health()
        return status == 503 and body["failing"] == names


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with open_folder() as folder:
        started = Installation(folder, "first.txt")
        yield started
        started.end()


def test_every_part_is_ready(installation: Installation) -> None:
    body = installation.answers_well()
    assert body["status"] == "ready"
    assert body["failing"] == []
    assert set(body["parts"]) == {  # type: ignore[call-overload]  # JSON
        "web",
        "database",
        "migrations",
        "redis",
        "worker",
        "scheduler",
    }


def test_a_second_start_on_the_same_data_is_refused(
    installation: Installation, run: Callable[..., Child]
) -> None:
    data = str(installation.settings.data_dir)
    second = run("-m", "muster.cli", "up", "--port", "0", MUSTER_DATA=data)
    assert second.process.wait() == 1
    assert f"Muster already runs on the data in {data}" in second.said
    assert (
        f"process {installation.process.pid}, http://127.0.0.1:{installation.port}" in second.said
    )
    assert installation.is_well()


def test_a_port_that_is_taken_is_named(
    installation: Installation, run: Callable[..., Child], tmp_path: Path
) -> None:
    port = str(installation.port)
    other = run("-m", "muster.cli", "up", "--port", port, MUSTER_DATA=str(tmp_path / "other"))
    assert other.process.wait() == 1
    assert f"Port {port} on 127.0.0.1 is taken by another program" in other.said


def test_the_roles_of_the_application_sign_in(installation: Installation) -> None:
    for url in (
        installation.settings.app_database_url,
        installation.settings.operations_database_url,
    ):
        with psycopg.connect(for_libpq(url)) as connection:
            row = connection.execute("SELECT usesuper FROM pg_user WHERE usename = user").fetchone()
            assert row == (False,)


@pytest.mark.parametrize("words", ["gunicorn", "muster.cli worker"])
def test_a_program_that_is_killed_comes_back(installation: Installation, words: str) -> None:
    killed = installation.member(words)
    family = {killed, *killed.children(recursive=True)}
    killed.kill()
    eventually(lambda: installation.members(words) and all_gone(family))
    eventually(installation.is_well, "it did not recover")


def test_a_web_process_that_is_killed_comes_back(installation: Installation) -> None:
    master = installation.member("gunicorn")
    victim = master.children()[0]
    victim.kill()
    eventually(lambda: len([p for p in master.children() if p.pid != victim.pid]) == 2)
    eventually(installation.is_well)


def test_a_database_that_is_killed_comes_back_with_its_data(installation: Installation) -> None:
    url = for_libpq(installation.settings.database_url)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server = PostgresServer(installation.settings.data_dir)
    killed = installation.member("postgres")
    killed.kill()
    eventually(lambda: not killed.is_running() and server.is_ready(), "it did not recover")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


@pytest.mark.parametrize(
    ("words", "failing"),
    [
        ("muster.cli worker", ["worker"]),
        ("postgres", ["database", "migrations"]),
        ("redis-server", ["redis", "worker", "scheduler"]),
    ],
)
def test_health_names_the_part_that_fails(
    installation: Installation, words: str, failing: list[str]
) -> None:
    supervisor = psutil.Process(installation.process.pid)
    supervisor.suspend()  # nobody starts it again while we look
    try:
        broken = installation.member(words)
        kill_all([*broken.children(recursive=True), broken])
        eventually(lambda: installation.fails(failing), f"{failing} were not named")
    finally:
        supervisor.resume()
    eventually(installation.is_well, "it did not recover")


def test_a_stop_leaves_nothing_behind_and_a_start_finds_the_data(
    installation: Installation,
) -> None:
    client = redis.Redis.from_url(installation.settings.redis_url)
    client.set("kept", "42")
    client.close()
    family = installation.family()
    idle = HTTPConnection("127.0.0.1", installation.port)
    idle.request("GET", "/healthz/web")
    idle.getresponse().read()
    installation.process.send_signal(signal.SIGTERM)
    assert installation.process.wait() == 0
    assert all_gone(family)
    assert idle.sock.recv(1) == b""
    idle.close()
    assert "graceful timeout" not in installation.said  # nobody waited for the idle connection
    again = Installation(installation.settings.data_dir.parent, "again.txt")
    try:
        with redis.Redis.from_url(again.settings.redis_url) as reopened:
            assert reopened.get("kept") == b"42"
        assert again.is_well()
    finally:
        again.end()
    eventually(lambda: all_gone(again.family()), "a process outlived its killed supervisor")
