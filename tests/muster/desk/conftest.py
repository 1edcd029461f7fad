"""The desk as agents meet it: served as in production, in a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page, expect

from muster.events import bus
from muster.runtime.doorway import LISTEN_FD
from tests.cast import Somebody
from tests.journeys.chromium import launched
from tests.journeys.leaving import Underway
from tests.waiting import eventually

PATIENCE_MILLISECONDS = 60_000
OpenDesk = Callable[..., Page]


@pytest.fixture(scope="module")
def address(environment: dict[str, str]) -> Iterator[str]:
    """Where two web processes serve the whole application."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [*(sys.executable, "-m", "gunicorn", "-c"), "python:muster.runtime.gunicorn_conf"]
        server = subprocess.Popen(
            [*command, "wsgi:app"],
            env={
                **os.environ,
                **environment,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "WEB_PROCESSES": "2",
                LISTEN_FD: str(listener.fileno()),
            },
            pass_fds=[listener.fileno()],
        )
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.send_signal(signal.SIGTERM)
        server.wait(30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def open_desk(app: Flask, address: str, chromium: Browser) -> Iterator[OpenDesk]:
    """Opens the desk of a member of the cast in a browser of its own; faults fail the test."""
    complaints: list[str] = []
    with ExitStack() as leaving:

        def enter(
            person: Somebody, *, width: int = 1440, locale: str = "en", clients: int = 1
        ) -> Page:
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, locale=locale, base_url=address
            )
            leaving.callback(Underway(context).close)
            context.set_default_timeout(PATIENCE_MILLISECONDS)
            context.add_cookies(cookies(app, person, locale, address))  # type: ignore[arg-type]  # its TypedDict
            # Another test's seats may still be remembered by either web process.
            bus.rights_changed(person.id)
            eventually(lambda: served_clients(context) == clients)
            return visit(context, complaints)

        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        yield enter
    assert complaints == []


def cookies(app: Flask, person: Somebody, locale: str, address: str) -> list[dict[str, str]]:
    """What a browser holds in which this person is signed in."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    value = str(signer.dumps({"sign_in": person.token}))
    return [
        {"name": "muster", "value": value, "url": address},
        {"name": "locale", "value": locale, "url": address},
    ]


def served_clients(context: BrowserContext) -> int:
    """How many companies the person serves, as the web processes know it by now."""
    return len(context.request.get("/desk/clients").json()["clients"])


def visit(context: BrowserContext, complaints: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"{error}\n{error.stack}"))
    page.goto("/desk")
    expect(page.locator("#desk-data[data-ready]")).to_be_attached()
    return page
