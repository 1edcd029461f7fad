"""What happened: rows written beside the change, pushed to browsers after the commit."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from muster.events.hub import Hub
from muster.events.publisher import Publisher
from muster.settings import Settings

__all__ = ["init_app"]


def init_app(
    app: Flask, settings: Settings, forget_rights: Callable[[UUID], None] = lambda _: None
) -> None:
    """Give the application its way to live pages. Nothing is connected before it is used.

    forget_rights: called with a person's id in every process when that person's rights changed.
    """
    redis = Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=2.0,
        socket_timeout=5.0,
        retry=Retry(NoBackoff(), 0),
    )
    app.extensions["muster.publisher"] = Publisher(redis)
    app.extensions["muster.hub"] = Hub(redis, forget_rights)
