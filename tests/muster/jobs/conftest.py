"""Jobs to watch, and a Redis that holds nothing before and after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from muster.jobs import queues
from tests.muster.jobs import crew


@pytest.fixture(autouse=True)
def empty_redis(app: Flask) -> Iterator[None]:
    crew.register()
    queues.redis().flushdb()
    yield
    queues.redis().flushdb()
