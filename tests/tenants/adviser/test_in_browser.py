"""A manager looks for the cheapest mix: by slider, on a telephone, and without scripts."""

from __future__ import annotations

import os
import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import OLGA
from tests.journeys.looking import fits, look
from tests.muster.desk.conftest import cookies

pytestmark = pytest.mark.journey
PATIENCE_MILLISECONDS = 60_000
PAGE = "/portal/hualan/adviser"


def entering(app: Flask, browser: Browser, served: str, **more: object) -> BrowserContext:
    """A browser in which Olga has signed in."""
    locale = str(more.get("locale", "en"))
    context = browser.new_context(base_url=served, **more)  # type: ignore[arg-type]  # as named
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    context.add_cookies(cookies(app, OLGA, locale, served))  # type: ignore[arg-type]  # TypedDict
    return context


def snap(page: Page, name: str) -> None:
    if folder := os.environ.get("A_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_manager_finds_the_cheapest_mix(app: Flask, chromium: Browser, served: str) -> None:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    context = entering(app, chromium, served, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{PAGE}?contacts=20&surge=1000")
    answer = page.locator("#answer")
    expect(answer).to_contain_text("in reserve")
    snap(page, "desktop-en")
    fits(page)
    before = answer.inner_text()

    slider = page.locator("#surge-slider")
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("#surge")).to_have_value("20000")
    expect(answer).not_to_have_text(before)
    expect(page).to_have_url(re.compile("surge=20000"))
    expect(page.locator("#surge-slider")).to_be_visible()

    page.get_by_label("Answered in time, per cent").first.fill("100")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("nobody can promise")
    expect(page.locator("#surge")).to_have_value("20000")
    context.close()

    telephone = entering(
        app, chromium, served, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    page = telephone.new_page()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{PAGE}?contacts=20&surge=10000&lead=warm&base=30&lang=zh")
    expect(page.locator("#answer")).to_contain_text("预备席")
    snap(page, "phone-zh")
    look(page)
    telephone.close()

    plain = entering(app, chromium, served, java_script_enabled=False)
    page = plain.new_page()
    page.goto(PAGE)
    expect(page.locator("#surge-slider")).to_be_hidden()
    page.get_by_label("Contacts on a day of the surge").first.fill("9000")
    page.get_by_role("button", name="Advise").click()
    expect(page.locator("#surge")).to_have_value("9000")
    expect(page.locator("#answer")).to_contain_text("in reserve")
    plain.close()
