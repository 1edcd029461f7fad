"""What holds for every test of routing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from muster.routing.dispatcher import EXTENSION


@pytest.fixture(autouse=True)
def no_pass_is_left(app: Flask) -> Iterator[None]:
    """Passes that a test has nudged are over before its rows are removed."""
    yield
    assert app.extensions[EXTENSION].wait_idle(10)
