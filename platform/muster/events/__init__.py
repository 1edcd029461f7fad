"""What happened: rows written beside the change, pushed to browsers after the commit."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from gevent import monkey
from psycopg import waiting
from redis.backoff import NoBackoff
from redis.retry import Retry

from muster.events.hub import Hub
from muster.events.publisher import Publisher
from muster.redis_client import redis_client
from muster.settings import Settings

__all__ = ["init_app"]


def init_app(
    app: Flask, settings: Settings, forget_rights: Callable[[UUID], None] = lambda _: None
) -> None:
    """Give the application its way to live pages. Nothing is connected before it is used.

    forget_rights: called with a person's id in every process when that person's rights changed.
    """
    _demand_cooperation()
    redis = redis_client(
        settings.redis_url,
        socket_connect_timeout=2.0,
        socket_timeout=5.0,
        retry=Retry(NoBackoff(), 0),
    )
    app.extensions["muster.publisher"] = Publisher(redis)
    app.extensions["muster.hub"] = Hub(redis, forget_rights)


def _demand_cooperation() -> None:
    """Refuse a process in which one query would hold up every stream."""
    blocks = waiting.wait is getattr(waiting, "wait_c", None)
    if blocks and monkey.is_module_patched("select"):
        raise RuntimeError("psycopg was imported before gevent patched the process")
