"""The wallboard on a television: live, honest when its line is lost, blank when it is revoked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine, text

from tests.journeys.looking import look
from tests.tenants.wallboard.test_links import ClientFor, made
from tests.tenants.wallboard.test_screen import contact

pytestmark = pytest.mark.journey
PATIENCE_MILLISECONDS = 60_000


@contextmanager
def silence() -> Iterator[None]:
    """The web server says nothing: a cut line, as the browser meets it."""
    own = psutil.Process().children(recursive=True)
    alive = [each for each in own if each.status() != psutil.STATUS_ZOMBIE]
    servers = [each for each in alive if "gunicorn" in " ".join(each.cmdline())]
    assert servers
    for server in servers:
        server.suspend()
    try:
        yield
    finally:
        for server in servers:
            server.resume()


def test_a_television_shows_what_is_true_or_that_it_does_not_know(
    app: Flask, served: str, chromium: Browser, client_for: ClientFor, db_owner: Engine
) -> None:
    address = made(client_for("sam"))
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, base_url=served)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    page = context.new_page()
    page.goto(f"{address}?lang=en")
    waiting = page.locator('[data-number="waiting"]')
    expect(waiting).to_have_text("0")
    contact(db_owner)
    expect(waiting).to_have_text("1")
    look(page)
    page.emulate_media(color_scheme="dark")
    look(page)

    with silence():
        expect(page.locator('[data-when="lost"]')).to_be_visible()
        expect(page.locator(".board-asof time")).not_to_be_empty()
        expect(waiting).to_have_text("1")
        contact(db_owner)
    expect(page.locator('[data-when="lost"]')).to_be_hidden()
    expect(waiting).to_have_text("2")

    with db_owner.begin() as connection:
        connection.execute(text("UPDATE wallboard_links SET revoked_at = now()"))
    expect(page.locator('[data-when="gone"]')).to_be_visible()
    expect(waiting).to_be_empty()
    context.close()
