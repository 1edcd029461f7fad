import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from muster.runtime import embedded
from muster.urls import for_libpq, with_credentials
from tests.muster.runtime.conftest import bare_environ

Muster = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def muster(tmp_path: Path) -> Muster:
    """Runs `muster` with a data directory of its own, and gives what became of it."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "muster.cli", *arguments],
            env=bare_environ(**{"MUSTER_DATA": str(tmp_path), **settings}),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_help_names_every_command_and_loads_nothing_heavy(muster: Muster) -> None:
    told = muster("--help")
    assert told.returncode == 0
    for name in ("up", "demo", "doctor", "db", "worker", "scheduler", "import"):
        assert f"\n  {name} " in told.stdout
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "muster.cli", "--help"],
        env=bare_environ(),
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert "muster.settings" in loaded
    for heavy in ("flask", "sqlalchemy", "psycopg", "rq"):
        assert f" {heavy}\n" not in loaded


@pytest.mark.parametrize("command", ["up", "demo", "doctor", "db", "worker", "scheduler", "import"])
def test_every_command_explains_itself(muster: Muster, command: str) -> None:
    assert muster(command, "--help").stdout.startswith(f"Usage: muster {command}")


def test_a_command_that_nobody_knows_is_named(muster: Muster) -> None:
    ended = muster("fly")
    assert ended.returncode == 2
    assert "No such command 'fly'" in ended.stderr


def test_importers_of_slices_are_found(muster: Muster) -> None:
    assert "\n  companies " in muster("import", "--help").stdout


def test_a_wrong_setting_ends_a_command_with_its_name(muster: Muster) -> None:
    ended = muster("up", PORT="eighty")
    assert ended.returncode == 1
    assert "PORT: should be a whole number" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_a_worker_without_servers_says_how_to_get_them(muster: Muster, command: str) -> None:
    ended = muster(command)
    assert ended.returncode == 1
    assert "postgres, redis. `muster up` runs them" in ended.stderr


def test_an_upgrade_starts_the_server_it_needs(muster: Muster, tmp_path: Path) -> None:
    upgraded = muster("db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    assert "the database is at version" in upgraded.stdout
    with embedded.postgres(tmp_path):
        for role in ("owner", "app", "operations"):
            url = muster("db", "url", "--role", role).stdout.strip()
            with psycopg.connect(url) as connection:
                assert connection.info.user == f"muster_{role}"
        told = muster("doctor").stdout
        assert "ok  database, app role         signs in" in told
        assert "ok  migrations" in told


def test_a_url_of_a_server_that_does_not_run_comes_with_advice(muster: Muster) -> None:
    told = muster("db", "url")
    assert told.stdout.startswith("postgresql://muster_owner@/muster?host=")
    assert "start it with `muster up`" in told.stderr


def test_an_upgrade_of_a_database_out_of_reach_says_what_to_check(muster: Muster) -> None:
    ended = muster("db", "upgrade", DATABASE_URL="postgresql://me:geheim@127.0.0.1:1/m")
    assert ended.returncode == 1
    assert "Check DATABASE_URL" in ended.stderr
    assert "geheim" not in ended.stderr + ended.stdout


def test_the_doctor_tells_what_is_here_and_what_is_not(muster: Muster) -> None:
    told = muster("doctor")
    assert "PostgreSQL" in told.stdout
    assert "not running" in told.stdout
    assert "`muster up` starts it" in told.stdout


def test_the_doctor_finds_servers_out_of_reach(muster: Muster) -> None:
    told = muster(
        "doctor",
        DATABASE_URL="postgresql://me:geheim@127.0.0.1:1/m",
        REDIS_URL="redis://:verborgen@127.0.0.1:1/0",
    )
    assert told.returncode == 1
    assert "!!  database, owner" in told.stdout
    assert "!!  Redis" in told.stdout
    assert "check DATABASE_URL" in told.stdout
    assert "geheim" not in told.stdout
    assert "verborgen" not in told.stdout


def test_the_doctor_finds_a_database_that_was_never_migrated(
    muster: Muster, tmp_path: Path
) -> None:
    with embedded.postgres(tmp_path):
        told = muster("doctor")
    assert told.returncode == 1
    assert "!!  database, app role" in told.stdout
    assert "run `muster db upgrade`" in told.stdout


def test_an_owner_who_may_not_make_roles_learns_how_to_go_on(muster: Muster) -> None:
    with embedded.scratch_postgres() as url:
        with psycopg.connect(for_libpq(url), autocommit=True) as connection:
            connection.execute("CREATE ROLE plain LOGIN PASSWORD 'p'")
            connection.execute("CREATE DATABASE plain OWNER plain")
        plain = with_credentials(url, "plain", "p").replace("/muster?", "/plain?")
        ended = muster("db", "upgrade", DATABASE_URL=plain)
        assert ended.returncode == 1
        assert "ALTER ROLE <owner> CREATEROLE" in ended.stderr
        with psycopg.connect(for_libpq(url), autocommit=True) as connection:
            connection.execute("ALTER ROLE plain CREATEROLE")
        assert muster("db", "upgrade", DATABASE_URL=plain).returncode == 0


def test_a_role_that_steps_around_the_policies_is_refused(muster: Muster) -> None:
    with embedded.scratch_postgres() as url:
        with psycopg.connect(for_libpq(url), autocommit=True) as connection:
            connection.execute("CREATE ROLE muster_app LOGIN BYPASSRLS")
        ended = muster("db", "upgrade", DATABASE_URL=url)
    assert ended.returncode == 1
    assert "muster_app can step around row-level security" in ended.stderr
