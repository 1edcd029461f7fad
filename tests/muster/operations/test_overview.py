"""/ops: the state of the whole house."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

SignIn = Callable[[str], FlaskClient]


def test_when_nobody_waits_it_says_so(client_for: SignIn) -> None:
    page = client_for("oscar").get("/ops").text
    assert "Nobody waits." in page
    assert "No open contacts" in page
