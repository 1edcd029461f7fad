"""Muster's own configuration of the web server, for applications that are not Muster."""

from __future__ import annotations

from typing import Any

from muster.db import waiting
from muster.runtime.gunicorn_conf import *  # noqa: F403 — gunicorn reads all its names from here


def when_ready(_server: Any) -> None:  # type: ignore[no-redef] # instead of Muster's
    """Nothing is to be warmed up."""


def post_worker_init(_worker: Any) -> None:  # type: ignore[no-redef] # the same
    """Wait for the database as Muster does."""
    waiting.install()
