"""Running what most requests run, once, in the process that others are about to be forked from.

What the interpreter and SQLAlchemy make of code when it runs (specialised bytecode, compiled
statements and templates, languages) is written into memory. Written before the fork, it is
shared; written after it, each process has a copy of its own: 17 MiB a process.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
from collections.abc import Callable

import psycopg
from flask import Flask

from muster.db import database
from muster.jobs import queues
from muster.settings import Settings
from muster.urls import for_libpq

PATHS = ("/", "/ask", "/companies", "/sign-in")
LANGUAGES = ("en", "zh")
ROUNDS = 6  # with both languages: the interpreter specialises what ran eight times
_CONNECT_SECONDS = 2

log = logging.getLogger(__name__)


def warm(app: Flask, practise: Callable[[], object] = lambda: None) -> None:
    """Ask for public pages; without a database, do nothing. Leaves no connection open.

    practise: called as often, inside the application: what the children will do over and over.
    """
    if _database_answers(app.config["SETTINGS"]):
        client = app.test_client()
        for number in range(ROUNDS * len(LANGUAGES)):
            language = LANGUAGES[number % len(LANGUAGES)]
            for path in PATHS:
                client.get(path, headers={"Accept-Language": language})
            with app.app_context():
                practise()
        with app.app_context():
            queues.redis().connection_pool.disconnect()
            for engine in database.engines.values():
                engine.dispose()
    share()


def share() -> None:
    """Keep what is loaded as it is, so that the children need no copy of it."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)  # what was freed is not worth a copy either
    gc.freeze()


def _database_answers(settings: Settings) -> bool:
    url = for_libpq(settings.app_database_url)
    try:
        psycopg.connect(url, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.Error as error:
        log.warning("starting without warming up: %s", type(error).__name__)
        return False
    return True
