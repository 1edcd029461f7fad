"""The main screens: nothing serious for who cannot see, and nothing beside a telephone's screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import fits, look
from tests.journeys.visitors import (
    Visitors,
    accept,
    ask,
    close_question,
    finish,
    own,
    reply,
    speak,
    window_of,
)

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PHONE = 360
PUBLIC = ("/", "/companies", "/c/hualan-home", "/ask?company=hualan-home", "/sign-in", "/sign-up")
PORTAL = (
    "",
    "/live",
    "/seats",
    "/showcase",
    "/showcase/products",
    "/inquiries",
    "/queue",
    "/team",
    "/settings",
    "/audit",
)
OPERATIONS = ("", "/clients", "/leases", "/agents", "/inquiries", "/audit", "/jobs", "/mail")


@pytest.mark.parametrize(("locale", "scheme"), [("zh", "light")])  # others: see the gallery's tests
def test_ten_screens_for_everybody(visitors: Visitors, locale: str, scheme: str) -> None:
    def shown(page: Page, *paths: str) -> None:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "light" or "dark"
        speak(page, locale)
        for path in paths:
            page.goto(path)
            look(page)

    shown(visitors.page(locale), "/", "/companies", "/c/hualan-home")
    shown(
        visitors.member("owner.hualan-home", "/account"),
        *(f"/portal/hualan-home{path}" for path in PORTAL),
    )
    shown(visitors.member("ops", "/account"), *(f"/ops{path}" for path in OPERATIONS))
    company, slug = "Daily Bloom", "daily-bloom"
    (agent,) = visitors.seated([company])
    desk = visitors.agent(agent)
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "light" or "dark"
    consumer = visitors.page(locale)
    shown(consumer, f"/ask?company={slug}")
    question = own("A birthday bouquet")
    ask(consumer, question)
    look(consumer)
    accept(desk, question)
    reply(desk, "Any colours you like?")
    window = window_of(consumer, company)
    expect(window).to_contain_text("Any colours you like?")
    look(consumer)
    look(desk)
    window.locator("[data-ask=number]").click()
    look(consumer)
    consumer.keyboard.press("Escape")
    close_question(consumer)
    look(consumer)
    finish(desk)


def test_a_telephone_shows_everything(visitors: Visitors) -> None:
    page = visitors.page("zh", width=PHONE)
    for path in PUBLIC:
        page.goto(path)
        fits(page)
    page.goto("/")
    ask(page, "我想买一台洗衣机，四口之家用")
    expect(page.locator(".asked").first).to_be_visible()
    fits(page)
    page.locator("[data-key=mail]").click()
    fits(page)
    page.keyboard.press("Escape")
    close_question(page)
    fits(page)


def test_the_portal_on_a_telephone(visitors: Visitors) -> None:
    page = visitors.member("owner.hualan-home", "/portal/hualan-home", width=PHONE)
    for path in PORTAL:
        page.goto(f"/portal/hualan-home{path}")
        fits(page)
    page.locator("[popovertarget]").first.click()
    entry = page.locator('.side a[href$="/live"]')
    expect(entry).to_be_in_viewport()
    entry.click()
    page.wait_for_url("**/live")
