"""The whole of Muster with its demo, as `muster demo` runs it, and browsers that visit it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect
from redis import Redis
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.journeys.chromium import launched
from tests.journeys.visitors import PATIENCE_MILLISECONDS, Visitors, visiting
from tests.muster.runtime.conftest import bare_environ, open_folder

START_SECONDS = 240  # the demo is filled first, on a machine that has other work
READY = re.compile(r"ready on (http://\S+)")
REDIS_DATABASE = 9


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser program; visitors have contexts of their own."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """The address of a Muster that runs in processes of its own, filled with the demo.

    MUSTER_TEST_DEMO_URL names one that runs already, for whoever works on these tests.
    """
    if running := os.environ.get("MUSTER_TEST_DEMO_URL"):
        yield running
        return
    with open_folder() as folder, _servers() as servers:
        said = folder / "said.txt"
        with said.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", "muster.cli", "demo", "--port", "0"],
                env=bare_environ(MUSTER_DATA=str(folder / "data"), **servers),
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        try:
            yield _address(process, said)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@pytest.fixture
def visitors(chromium: Browser, demo: str) -> Iterator[Visitors]:
    """People with browsers; a fault in any page's script fails the test."""
    with visiting(chromium, demo) as crowd:
        yield crowd


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = READY.search(said.read_text())
        if found and _is_healthy(found[1]):
            return found[1]
        time.sleep(0.1)
    pytest.fail(f"the demo did not start:\n{said.read_text()}")


def _is_healthy(address: str) -> bool:
    try:
        answer = urlopen(f"{address}/healthz", timeout=10)  # noqa: S310 - an address of ours
    except (URLError, TimeoutError):
        return False
    with answer:
        return bool(answer.status == 200)


@contextmanager
def _servers() -> Iterator[dict[str, str]]:
    """Settings for the servers that the tests were given, with a database for the demo alone."""
    with ExitStack() as leaving:
        settings = {}
        if given := os.environ.get("MUSTER_TEST_DATABASE_URL"):
            settings["DATABASE_URL"] = leaving.enter_context(_database(given))
            settings["DATABASE_ROLE_PREFIX"] = "muster_journeys"
        if given := os.environ.get("MUSTER_TEST_REDIS_URL"):
            url = make_url(given).set(database=str(REDIS_DATABASE))
            settings["REDIS_URL"] = url.render_as_string(hide_password=False)
            with Redis.from_url(settings["REDIS_URL"]) as redis:
                redis.flushdb()
        yield settings


@contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"muster_journeys_{os.getpid()}"
    admin = create_engine(make_url(server), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    drop = text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    with admin.connect() as connection:
        connection.execute(drop)
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(drop)
