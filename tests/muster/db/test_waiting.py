"""Greenlets wait for PostgreSQL side by side, whatever they send and whatever comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from muster.settings import Settings
from muster.urls import for_libpq

BEGIN = """
from gevent import monkey
monkey.patch_all()
import json, sys
import gevent, psycopg
from muster.db import waiting
waiting.install()
url = sys.argv[1]
"""


def among_greenlets(settings: Settings, script: str) -> Any:
    """What a patched process of its own prints as JSON."""
    said = subprocess.run(
        [sys.executable, "-c", BEGIN + script, for_libpq(settings.app_database_url)],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(said.stdout)


def test_nobody_waits_for_the_others(settings: Settings) -> None:
    heard = among_greenlets(
        settings,
        """
heard = []
def ask():
    with psycopg.connect(url) as connection:
        heard.append("asked")
        connection.execute("SELECT pg_sleep(0.5)")
        heard.append("answered")
gevent.joinall([gevent.spawn(ask) for _ in range(5)], raise_error=True)
print(json.dumps(heard))
""",
    )
    assert heard == ["asked"] * 5 + ["answered"] * 5


def test_more_than_a_socket_takes_goes_through_in_both_directions(settings: Settings) -> None:
    assert among_greenlets(
        settings,
        """
with psycopg.connect(url) as connection:
    text = "华" * 4_000_000
    [back] = connection.execute("SELECT %s::text", [text]).fetchone()
    with connection.pipeline():
        cursors = [connection.execute("SELECT %s::text", [text]) for _ in range(3)]
    print(json.dumps([back == text, [cursor.fetchone()[0] == text for cursor in cursors]]))
""",
    ) == [True, [True, True, True]]


def test_errors_and_lost_lines_are_heard_of(settings: Settings) -> None:
    assert among_greenlets(
        settings,
        """
heard = []
with psycopg.connect(url, autocommit=True) as connection:
    for sql in ("SELECT 1/0", "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"):
        try:
            connection.execute(sql)
        except psycopg.Error as error:
            heard.append(type(error).__name__)
print(json.dumps(heard))
""",
    ) == ["DivisionByZero", "AdminShutdown", "OperationalError"]


def test_who_is_told_to_stop_waiting_stops(settings: Settings) -> None:
    assert (
        among_greenlets(
            settings,
            """
with psycopg.connect(url) as connection:
    try:
        with gevent.Timeout(0.2):
            connection.execute("SELECT pg_sleep(60)")
    except gevent.Timeout:
        print(json.dumps("stopped"))
    connection.close()
""",
        )
        == "stopped"
    )
