"""A company signs up, confirms its address, gathers its team and parts with a member."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.cast import OSCAR, PASSWORD
from tests.journeys.axe import serious_findings
from tests.journeys.chromium import launched
from tests.mail import link_in, mail_to
from tests.muster.web.serving import served

pytestmark = pytest.mark.journey

WORDS = {
    "en": {"confirm": "Yes, that is me", "removed": "Removed.", "nothing": "There is nothing here"},
    "zh": {"confirm": "是的，这是我的邮箱", "removed": "已移除。", "nothing": "这里什么也没有"},
}
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def root(app: Flask) -> Iterator[str]:
    app.config["WTF_CSRF_ENABLED"] = True  # off in other tests, whose requests come from no form
    with served(app) as address:
        yield address
    app.config["WTF_CSRF_ENABLED"] = False


def open_browser(browser: Browser, locale: str, viewport: dict[str, int]) -> Page:
    tag = {"en": "en-GB", "zh": "zh-CN"}[locale]
    page = browser.new_context(viewport=viewport, locale=tag).new_page()  # type: ignore[arg-type]  # a TypedDict
    page.set_default_timeout(60_000)
    return page


def look(page: Page) -> None:
    """The page fits its screen and has no serious fault for those who cannot see or point."""
    assert serious_findings(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def sign_in(page: Page, root: str, email: str) -> None:
    page.goto(f"{root}/sign-in")
    look(page)
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("form .btn-primary")


@pytest.mark.parametrize(("locale", "viewport"), [("zh", PHONE)])
def test_from_sign_up_to_a_team(
    browser: Browser, root: str, db_owner: Engine, locale: str, viewport: dict[str, int]
) -> None:
    words = WORDS[locale]
    owner = open_browser(browser, locale, viewport)
    owner.goto(f"{root}/sign-up")
    look(owner)
    owner.fill("#name", "Beichen Computers")
    owner.press("#name", "Tab")
    expect(owner.locator("#slug")).to_have_value("beichen-computers")
    owner.keyboard.type("my-own")  # over the guess, not behind it
    expect(owner.locator("#slug")).to_have_value("my-own")
    owner.fill("#slug", "beichen-computers")
    owner.fill("#phone", "call me")
    owner.select_option("#time_zone", "Asia/Shanghai")
    owner.fill("#owner_name", "周 北辰")
    owner.fill("#email", "zhou@beichen.example")
    owner.fill("#password", PASSWORD)
    owner.click("form .btn-primary")
    expect(owner.locator("#phone-error")).to_be_visible()
    look(owner)
    owner.fill("#phone", "95588")
    owner.fill("#password", PASSWORD)
    owner.click("form .btn-primary")
    owner.wait_for_url("**/portal/beichen-computers")
    expect(owner.locator(".banner")).to_be_visible()
    look(owner)

    owner.goto(root + link_in(mail_to(db_owner, "zhou@beichen.example")))
    look(owner)
    owner.get_by_role("button", name=words["confirm"]).click()
    owner.wait_for_url("**/portal/beichen-computers")
    expect(owner.locator(".banner")).to_have_count(0)

    owner.goto(f"{root}/portal/beichen-computers/team")
    owner.fill("#email", "lin@beichen.example")
    owner.select_option("#role", "supervisor")
    owner.click("#invite .btn-primary")
    expect(owner.locator("#invitations-title")).to_be_visible()
    look(owner)

    colleague = open_browser(browser, locale, viewport)
    colleague.goto(root + link_in(mail_to(db_owner, "lin@beichen.example")))
    look(colleague)
    colleague.fill("#name", "林 新")
    colleague.fill("#password", PASSWORD)
    colleague.click("form .btn-primary")
    colleague.wait_for_url("**/portal/beichen-computers")
    look(colleague)

    owner.reload()
    owner.locator(".person", has_text="林 新").locator("[data-action=open]").click()
    look(owner)
    owner.locator("dialog[open] .btn-danger").click()
    expect(owner.locator("#flash")).to_contain_text(words["removed"])
    colleague.reload()
    expect(colleague.locator("h1")).to_have_text(words["nothing"])


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark")])
def test_every_page_of_these_rooms_can_be_used_by_everybody(
    browser: Browser, root: str, viewport: dict[str, int], scheme: str
) -> None:
    olga = open_browser(browser, "en", viewport)
    olga.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "dark" or "light"
    sign_in(olga, root, "olga@example.com")
    olga.wait_for_url("**/portal/hualan")
    look(olga)
    for path in ("team", "settings", "queue", "queue/replies/new"):
        olga.goto(f"{root}/portal/hualan/{path}")
        look(olga)
    olga.goto(f"{root}/account")
    look(olga)
    oscar = open_browser(browser, "en", viewport)
    oscar.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "dark" or "light"
    sign_in(oscar, root, OSCAR.email)
    oscar.wait_for_url("**/ops")
    for path in ("clients", "staff", "staff/new", f"staff/{OSCAR.id}"):
        oscar.goto(f"{root}/ops/{path}")
        look(oscar)
