"""Which migration is the last and whether the database is there, without Alembic.

A web process needs no more of it, and a start need not load all of the application to learn that
nothing is to be done.
"""

from __future__ import annotations

import ast
from pathlib import Path

import psycopg

from muster.settings import ROLE_TIMEOUTS, Settings
from muster.urls import for_libpq

_CONNECT_SECONDS = 2


def last(migrations: Path) -> str | None:
    """The revision that no other builds upon; None when there is not exactly one."""
    revisions: set[str] = set()
    built_upon: set[str] = set()
    for path in (migrations / "versions").glob("*.py"):
        values = _constants(path)
        revisions |= values["revision"]
        built_upon |= values["down_revision"]
    heads = revisions - built_upon
    return heads.pop() if len(heads) == 1 else None


def in_force(settings: Settings, migrations: Path) -> bool:
    """True when `muster db upgrade` would change nothing: both roles sign in with their passwords
    and time limits, and the database is at the last migration."""
    try:
        return all(
            _is_current(for_libpq(url), last(migrations))
            for url in (settings.app_database_url, settings.operations_database_url)
        )
    except psycopg.Error:
        return False


def _is_current(url: str, revision: str | None) -> bool:
    with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS, autocommit=True) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        limits = {name: connection.execute(f"SHOW {name}").fetchone() for name in ROLE_TIMEOUTS}
    return row == (revision,) and limits == {n: (value,) for n, value in ROLE_TIMEOUTS.items()}


def _constants(path: Path) -> dict[str, set[str]]:
    """The revision that a migration makes, and those it builds upon."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for statement in ast.parse(path.read_bytes()).body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id in found:
            words = (node.value for node in ast.walk(statement) if isinstance(node, ast.Constant))
            found[target.id] = {word for word in words if isinstance(word, str)}
    return found
