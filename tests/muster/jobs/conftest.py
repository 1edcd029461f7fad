"""Jobs to watch, and a Redis that holds nothing before and after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.muster.jobs import crew


@pytest.fixture(autouse=True)
def jobs_on_board(app: Flask) -> Iterator[None]:
    with crew.on_board():
        yield
