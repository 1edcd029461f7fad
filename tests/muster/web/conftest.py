"""A small application of its own: the face of Muster without the rooms behind it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from muster import web
from muster.settings import Settings


def build(environment: str = "test", *, secure: bool = False, locale: str = "en") -> Flask:
    """An application with nothing but `web.init_app`."""
    app = Flask("muster", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY="of the tests", SESSION_COOKIE_SECURE=secure)
    settings = SimpleNamespace(
        environment=environment, secure_cookies=secure, default_locale=locale
    )
    web.init_app(app, cast(Settings, settings))
    return app


@pytest.fixture
def app() -> Flask:
    return build()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def page(app: Flask) -> Any:
    """Renders a template text as a page of `app`."""

    def render(text: str, path: str = "/page", **context: Any) -> str:
        with app.test_request_context(path):
            return app.jinja_env.from_string(text).render(**context)

    return render
