"""The whole of Muster with its demo, as `muster demo` runs it, and browsers that visit it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, expect
from redis import Redis
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.journeys.chromium import launched
from tests.journeys.demo import running
from tests.journeys.visitors import PATIENCE_MILLISECONDS, Visitors, visiting
from tests.muster.runtime.conftest import open_folder

REDIS_DATABASE = 9
OFFER_SECONDS = "60"  # one test opens five desks, and only then accepts at one after the other


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One test process has the demo and its visitors; the others take file by file."""
    for item in items:
        if item.get_closest_marker("journey"):
            fixtures = getattr(item, "fixturenames", ())
            group = "demo" if "demo" in fixtures else str(item.path)
            item.add_marker(pytest.mark.xdist_group(group))


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
    if given := os.environ.get("MUSTER_TEST_DEMO_URL"):
        yield given
        return
    with open_folder() as folder, _servers() as servers, running(folder, **servers) as address:
        yield address


@pytest.fixture
def visitors(chromium: Browser, demo: str) -> Iterator[Visitors]:
    """People with browsers; a fault in any page's script fails the test."""
    with visiting(chromium, demo) as crowd:
        yield crowd


@contextmanager
def _servers() -> Iterator[dict[str, str]]:
    """Settings for the servers that the tests were given, with a database for the demo alone."""
    with ExitStack() as leaving:
        settings = {"OFFER_SECONDS": OFFER_SECONDS}
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
