"""What a process does before others are forked from it."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from muster.db import database
from muster.runtime import warming
from muster.settings import Settings


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_it_leaves_no_connection_open_and_what_is_loaded_frozen(app: Flask) -> None:
    warming.warm(app)
    assert [engine.pool.checkedout() for engine in database.engines.values()] == [0, 0]  # type: ignore[attr-defined]  # a QueuePool
    assert [engine.pool.checkedin() for engine in database.engines.values()] == [0, 0]  # type: ignore[attr-defined]  # the same
    assert gc.get_freeze_count() > 0


@pytest.mark.parametrize("path", warming.PATHS)
def test_the_pages_that_it_asks_for_are_there(anyone: FlaskClient, path: str) -> None:
    assert anyone.get(path).status_code == 200


def test_without_a_database_a_process_starts_cold(caplog: pytest.LogCaptureFixture) -> None:
    environ = {"MUSTER_ENV": "test", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    cold = Flask("cold")
    cold.config["SETTINGS"] = Settings.from_environment(environ)
    with caplog.at_level(logging.WARNING):
        warming.warm(cold)
    assert "starting without warming up" in caplog.text
    assert gc.get_freeze_count() > 0
