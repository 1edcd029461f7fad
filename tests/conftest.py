"""A real PostgreSQL, a real Redis, the application as the world meets it, and the cast."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from redis import Redis
from sqlalchemy import Engine, create_engine
from werkzeug.test import TestResponse

from muster.db import Acting, unit_of_work
from muster.routing.dispatcher import EXTENSION as DISPATCHER
from muster.runtime import embedded
from muster.settings import Settings
from tests import cast, database

ROOT = Path(__file__).parent.parent
ROUTED_SECONDS = 30
SHARED = ROOT / ".muster-test"  # one PostgreSQL for all test processes; each has its database

# A property is asked to hold, not to be quick on a busy machine; each time of the same examples.
hypothesis_settings.register_profile(
    "muster",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("muster")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The owner's URL of a PostgreSQL: the one that DATABASE_URL names, or an embedded one."""
    given = os.environ.get("MUSTER_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with embedded.postgres(SHARED, durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def environment(server_url: str) -> Iterator[dict[str, str]]:
    """The environment of this test process: a database and a Redis of its own."""
    with tempfile.TemporaryDirectory(prefix="muster-test-") as folder:
        values = {"MUSTER_ENV": "test", "MUSTER_DATA": folder, "OFFER_SECONDS": "20"}
        settings = replace(Settings.from_environment(values))
        with database.fresh_database(server_url, settings) as url, _redis(Path(folder)) as redis:
            values |= {"DATABASE_URL": url, "REDIS_URL": redis}
            os.environ.update(values)
            yield values


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    given = os.environ.get("MUSTER_TEST_REDIS_URL", "").split()
    if given:  # tests empty it: each test process needs one of its own
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        yield given[number]
        return
    with embedded.redis(folder) as url:
        yield url


@pytest.fixture(scope="session")
def settings(environment: dict[str, str]) -> Settings:
    return Settings.from_environment(environment)


class Browser(FlaskClient):
    """A test client whose requests share nothing with the test's own application context.

    What a request sets off in routing is done when it returns: no test races with a pass.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # Flask reuses a context that is open already, and with it `g` and who is signed in.
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        assert self.application.extensions[DISPATCHER].wait_idle(ROUTED_SECONDS)
        return response


@pytest.fixture(scope="session")
def composed(environment: dict[str, str]) -> Flask:
    """The whole application, composed as in production; built once a test process."""
    import wsgi  # noqa: PLC0415 — the composition root reads the environment set above

    wsgi.app.config["WTF_CSRF_ENABLED"] = False
    wsgi.app.test_client_class = Browser
    return wsgi.app


@pytest.fixture(scope="session")
def owner(environment: dict[str, str], composed: Flask) -> Iterator[Engine]:
    """An engine of the database's owner, for arranging and looking past the policies."""
    engine = create_engine(environment["DATABASE_URL"], pool_pre_ping=True)
    database.reset(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def app(composed: Flask, owner: Engine) -> Iterator[Flask]:
    """The application with the cast in its database, and nothing else; emptied afterwards."""
    with composed.app_context():
        yield composed
    database.reset(owner)
    _forget_rights()
    _forget_limits(composed)


@pytest.fixture
def db_owner(app: Flask, owner: Engine) -> Engine:
    """The owner's engine, in a test whose rows are removed afterwards."""
    return owner


def _forget_rights() -> None:
    from muster.tenancy.principal import cache  # noqa: PLC0415 — after the environment is set

    for person in cast.PEOPLE:
        cache.forget(person.id)


def _forget_limits(composed: Flask) -> None:
    with Redis.from_url(composed.config["SETTINGS"].redis_url) as redis:
        for key in redis.scan_iter("muster:limit:*"):
            redis.delete(key)


@pytest.fixture
def client_for(app: Flask) -> Callable[[str], FlaskClient]:
    """Gives a browser in which the named member of the cast is signed in."""

    def sign_in(first_name: str) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["sign_in"] = cast.person_called(first_name).token
        return client

    return sign_in


@pytest.fixture
def anyone(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def as_tenant(app: Flask) -> Callable[[str], AbstractContextManager[None]]:
    """Gives a unit of work that acts for the company with this slug."""
    return lambda slug: unit_of_work(Acting(tenant_ids=(cast.company_called(slug).id,)))
