import os
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from muster.runtime import embedded, locks
from muster.runtime.postgres_server import PostgresServer
from muster.runtime.redis_server import RedisServer
from muster.runtime.servers import Server, ServerError, lock_path
from muster.settings import Settings
from muster.urls import for_libpq, with_credentials
from tests.muster.runtime.conftest import Child
from tests.waiting import eventually

USE = """
import sys, time
from pathlib import Path
from muster.runtime import embedded
with getattr(embedded, sys.argv[1])(Path(sys.argv[2])) as url:
    print("in use", url, flush=True)
    time.sleep(600)
"""


def wait_stopped(server: Server) -> None:
    """Wait until nobody runs the server: its keeper holds this lock to its own end."""
    with locks.exclusive(lock_path(server), note="", wait=True):
        assert not server.is_ready()


def test_postgres_keeps_its_data_between_starts(tmp_path: Path) -> None:
    with embedded.postgres(tmp_path) as url, psycopg.connect(for_libpq(url)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    wait_stopped(PostgresServer(tmp_path))
    with embedded.postgres(tmp_path) as url, psycopg.connect(for_libpq(url)) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_postgres_speaks_every_language_and_listens_on_no_port(tmp_path: Path) -> None:
    with embedded.postgres(tmp_path) as url, psycopg.connect(for_libpq(url)) as connection:
        row = connection.execute(
            "SELECT lower('ÄÖ'), length('退货'), current_setting('server_encoding'),"
            " current_setting('listen_addresses'), current_setting('TimeZone')"
        ).fetchone()
    assert row == ("äö", 2, "UTF8", "", "UTC")


def test_roles_need_their_password_and_the_socket_is_private(tmp_path: Path) -> None:
    with embedded.postgres(tmp_path) as url:
        with psycopg.connect(for_libpq(url)) as connection:
            connection.execute("CREATE ROLE somebody LOGIN PASSWORD 'right'")
        with psycopg.connect(for_libpq(with_credentials(url, "somebody", "right"))) as connection:
            assert connection.info.user == "somebody"
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(for_libpq(with_credentials(url, "somebody", "wrong")))
    assert (tmp_path / "postgres").stat().st_mode & 0o777 == 0o700


def test_redis_keeps_its_data_between_starts(tmp_path: Path) -> None:
    with embedded.redis(tmp_path) as url, redis.Redis.from_url(url) as client:
        client.set("kept", "42")
    wait_stopped(RedisServer(tmp_path))
    with embedded.redis(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert client.get("kept") == b"42"
    assert (tmp_path / "redis").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_a_server_stays_while_anyone_uses_it(
    tmp_path: Path, run: Callable[..., Child], name: str
) -> None:
    server = embedded.make_server(name, tmp_path, durable=True)
    child = run("-c", USE, name, str(tmp_path))
    child.says("in use")
    with getattr(embedded, name)(tmp_path):
        child.process.kill()  # whoever started it may end as it likes
        child.process.wait()
        assert server.is_ready()
    eventually(lambda: not server.is_ready(), "the server outlived its last user")


def test_many_that_begin_at_once_get_one_server(tmp_path: Path, run: Callable[..., Child]) -> None:
    children = [run("-c", USE, "postgres", str(tmp_path)) for _ in range(3)]
    for child in children:
        child.says("in use")
    assert len({child.said for child in children}) == 1


def test_the_settings_lead_to_the_embedded_servers(tmp_path: Path) -> None:
    settings = Settings.from_environment({"MUSTER_DATA": str(tmp_path)})
    with embedded.postgres(tmp_path) as url, embedded.redis(tmp_path) as redis_url:
        assert (settings.database_url, settings.redis_url) == (url, redis_url)


def test_a_path_too_long_for_a_socket_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (short := Path("/tmp") / f"mt{os.getpid()}").mkdir()  # noqa: S108 - a short path is the point
    monkeypatch.setenv("TMPDIR", str(short))
    monkeypatch.setattr("tempfile.tempdir", None)
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with embedded.postgres(deep) as url, psycopg.connect(for_libpq(url)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with embedded.redis(deep) as url, redis.Redis.from_url(url) as client:
        assert client.ping()
    wait_stopped(PostgresServer(deep))
    wait_stopped(RedisServer(deep))
    assert not list(short.glob("*/.s.PGSQL*"))
    shutil.rmtree(short)


def test_a_start_that_was_killed_halfway_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    with embedded.postgres(tmp_path) as url, psycopg.connect(for_libpq(url)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_data_of_another_postgres_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with (
        pytest.raises(ServerError, match="was written by PostgreSQL 16, and 18 is installed"),
        embedded.postgres(tmp_path),
    ):
        pass


def test_a_pid_file_of_a_dead_server_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    lines = [str(os.getpid()), str(tmp_path), "0", "5432", "", "", "0 0", "ready"]
    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join(lines))
    assert not PostgresServer(tmp_path).is_ready()


def test_a_scratch_server_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with embedded.scratch_postgres() as url, psycopg.connect(for_libpq(url)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())
