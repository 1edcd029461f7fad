"""A small application of its own: the face of Muster without the rooms behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.muster.web.gallery import build


@pytest.fixture
def app() -> Flask:
    return build()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def page(app: Flask) -> Callable[..., str]:
    """Renders a template text as a page of `app`."""

    def render(text: str, path: str = "/portal", **context: Any) -> str:
        with app.test_request_context(path):
            app.preprocess_request()
            return app.jinja_env.from_string(text).render(**context)

    return render
