"""A company asks for more standby than there is, and takes what it is offered instead."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.cast import HUALAN
from tests.journeys.looking import fits, look
from tests.muster.capacity import world

pytestmark = pytest.mark.journey
WORDS = {
    "en": ("Ask for standby", "See the answer", "Hold this instead", "Confirm on account",
           "Fewer seats", "Confirmed, not begun", "Every promise can be kept"),
    "zh": ("申请预备席", "查看答复", "改为预留这个方案", "记账确认",
           "减少席位", "已确认，未开始", "所有承诺都能兑现"),
}  # fmt: skip


@pytest.fixture
def address(app: Flask, db_owner: Engine) -> Iterator[str]:
    """Where the application listens, with fifty people who know Hualan at one site."""
    home = world.site(db_owner, "home", seats=100)
    world.pool(db_owner, 100, site_id=home, kind="places")
    world.pool(db_owner, 50, site_id=home, certified_for=[HUALAN.id])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like, for whoever asks by MUSTER_PICTURES."""
    if folder := os.environ.get("MUSTER_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("locale", "width"), [("zh", 360), ("en", 1440)])
def test_refused_then_accepted_by_the_alternative(
    chromium: Browser,
    client_for: Callable[[str], FlaskClient],
    address: str,
    locale: str,
    width: int,
) -> None:
    ask, see, instead, confirm, fewer, confirmed, kept = WORDS[locale]
    context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=address)
    page = context.new_page()

    def sign_in(name: str) -> None:
        signed_in = client_for(name).get_cookie("muster")
        assert signed_in is not None
        context.add_cookies([
            {"name": "muster", "value": signed_in.value, "url": address},
            {"name": "locale", "value": locale, "url": address},
        ])  # fmt: skip

    sign_in("olga")
    page.goto("/portal/hualan/standby")
    page.get_by_role("link", name=ask).first.click()
    page.fill("#seats_1", "60")
    # The week after next: on a Sunday evening in London the next one has begun in Shanghai.
    monday = world.NEXT_MONDAY + timedelta(weeks=1)
    page.fill("#starts_on", monday.isoformat())
    page.fill("#ends_on", (monday + timedelta(days=4)).isoformat())
    page.select_option("#window", "5x8")
    for language in ("en", "zh"):
        page.locator(f"input[name=languages][value={language}]").set_checked(language == "zh")
    picture(page, f"ask-{locale}")
    page.get_by_role("button", name=see).click()
    expect(page.get_by_role("heading", name=fewer)).to_be_visible()
    expect(page.locator("#seats_1")).to_have_value("60")
    picture(page, f"no-{locale}")
    look(page)
    page.get_by_role("button", name=instead).click()
    picture(page, f"held-{locale}")
    page.get_by_role("button", name=confirm).click()
    expect(page.get_by_text(confirmed).first).to_be_visible()
    picture(page, f"confirmed-{locale}")
    look(page)
    page.set_viewport_size({"width": 360, "height": 800})
    fits(page)  # in both languages: English has the longer words
    page.set_viewport_size({"width": width, "height": 800})
    sign_in("oscar")
    for name in ("", "/terms", "/pots"):
        page.goto(f"/ops/standby{name}")
        if not name:
            expect(page.get_by_text(kept)).to_be_visible()
            look(page)
        fits(page)
        picture(page, f"ops{name.replace('/', '-')}-{locale}")
    context.close()
