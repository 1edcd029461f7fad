"""A company writes its showcase, brings in its products, and the public reads and asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from muster.jobs import run_due
from muster.media.actions import keep
from tenants.imports import running
from tenants.showcase import actions, offers, pictures, products
from tests.cast import HUALAN, PASSWORD, known_id
from tests.journeys.axe import serious_findings
from tests.journeys.chromium import launched
from tests.muster.tables.build import as_csv
from tests.muster.web.serving import served
from tests.tenants.showcase.conftest import picture

pytestmark = pytest.mark.journey

AsTenant = Callable[[str], AbstractContextManager[None]]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
EDITOR = "/portal/hualan/showcase"


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


@pytest.fixture
def filled(as_tenant: AsTenant) -> None:
    """Hualan with everything that a page can show."""
    with as_tenant("hualan"):
        actions.update_profile(
            HUALAN.id,
            name="华澜家电",
            tagline="当天上门",
            about="始于 1998 年。",
            categories=["家用电器"],
            languages=["zh", "en"],
            phone="+8695588",
            address="佛山市顺德区",
            attributes={"成立": 1998, "服务站": [f"第 {n} 站" for n in range(20)]},
            opening_hours={"mon": [["09:00", "18:00"]], "sun": [["00:00", "24:00"]]},
        )
        actions.set_face(HUALAN.id, "cover", keep(HUALAN.id, picture("teal", (800, 300)), "c").id)
        for number in range(30):
            made = products.create_product(
                HUALAN.id,
                name=f"云柜空调 {number} 匹",
                tags=["静音"],
                attributes={"能效": "一级", "颜色": ["白", "金"]},
                price_minor=259900,
                currency="CNY",
                published=number % 2 == 0,
            )
        pictures.attach_picture(made.id, keep(HUALAN.id, picture(), "p").id)
        first = known_id("product hualan")
        for color in ("navy", "olive"):
            pictures.attach_picture(first, keep(HUALAN.id, picture(color), "q").id)
        offers.create_offer(
            HUALAN.id,
            title="以旧换新",
            text="立减 500 元",
            starts_on=date(2000, 1, 1),
            ends_on=date(2999, 12, 31),
            published=True,
        )


def look(page: Page) -> None:
    """The page fits its screen and has no serious fault for those who cannot see or point."""
    assert serious_findings(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def opened(browser: Browser, viewport: dict[str, int], locale: str = "en-GB") -> Page:
    page = browser.new_context(viewport=viewport, locale=locale).new_page()  # type: ignore[arg-type]  # a TypedDict
    page.set_default_timeout(60_000)
    return page


def editor(browser: Browser, root: str, viewport: dict[str, int] = DESKTOP) -> Page:
    """The knowledge editor, signed in."""
    page = opened(browser, viewport)
    page.goto(f"{root}/sign-in")
    page.fill("#email", "ke@example.com")
    page.fill("#password", PASSWORD)
    page.click("form .btn-primary")
    page.wait_for_url("**/portal/hualan")
    return page


def test_what_is_typed_survives_a_reload_until_it_is_saved(browser: Browser, root: str) -> None:
    page = editor(browser, root)
    page.goto(f"{root}{EDITOR}")
    page.fill("#about", "始于 1998 年，两个工厂。")
    page.fill("#tagline", "当天上门")
    page.reload()
    expect(page.locator("#about")).to_have_value("始于 1998 年，两个工厂。")
    expect(page.locator("#tagline")).to_have_value("当天上门")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Saved.")
    page.fill("#about", "始于 1998 年，三个工厂。")
    page.reload()
    expect(page.locator("#about")).to_have_value("始于 1998 年，三个工厂。")
    page.fill("#about", "")
    page.reload()
    expect(page.locator("#about")).to_have_value("始于 1998 年，两个工厂。")


def test_a_product_from_the_empty_form_to_the_public(browser: Browser, root: str) -> None:
    page = editor(browser, root)
    page.goto(f"{root}{EDITOR}/products/new")
    page.fill("#name", "云柜冰箱")
    page.fill("#price", "cheap")
    page.fill("#tags-entry", "无霜")
    page.press("#tags-entry", "Enter")
    page.get_by_label("Name of the fact").fill("能效")
    page.get_by_label("Value").fill("一级")
    page.get_by_role("button", name="Add a fact").click()
    page.get_by_label("Name of the fact").last.fill("颜色")
    page.get_by_label("Value").last.fill("白\n金")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("#price-error")).to_be_visible()
    look(page)
    expect(page.get_by_label("Value").nth(1)).to_have_value("白\n金")
    page.fill("#price", "4,299")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("#flash")).to_contain_text("Pictures can be added below")
    with page.expect_file_chooser() as chooser:
        page.locator("#new-pictures").click()
    chooser.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    expect(page.locator(".picture-list img")).to_have_count(1)
    page.get_by_role("link", name="See the public page").click()
    expect(page.locator("h1")).to_have_text("云柜冰箱")
    expect(page.locator(".product-price")).to_contain_text("4,299.00")
    expect(page.locator(".fact-items")).to_contain_text("金")
    look(page)
    page.locator(".product-acts .ask-now").click()
    page.wait_for_url("**/ask?company=hualan&product=*")


def test_deleting_asks_first(browser: Browser, root: str) -> None:
    page = editor(browser, root)
    page.goto(f"{root}{EDITOR}/products/{known_id('product hualan')}")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("dialog[open]")).to_contain_text("deleted for good")
    look(page)
    page.locator("dialog[open]").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete").click()
    page.locator("dialog[open] .btn-danger").click()
    expect(page.locator("#flash")).to_contain_text("“First product” is deleted.")


def test_a_large_file_is_brought_in_while_one_looks_on(
    browser: Browser, root: str, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    rows = [["货号", "名称", "价格", "颜色"]]
    rows += [[f"K{n}", f"空调 {n} 号", str(n), "白"] for n in range(30)]
    rows[7][2] = "询价中"
    file = tmp_path / "产品表.csv"
    file.write_bytes(as_csv(rows).encode("gbk"))
    page = editor(browser, root, PHONE)
    page.goto(f"{root}{EDITOR}/imports")
    look(page)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_label("价格")).to_have_value("price")
    look(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".preview-table")).to_contain_text("This is not a price.")
    look(page)
    page.get_by_role("button", name="Bring them in").click()
    expect(page.locator("#progress")).to_be_visible()
    look(page)
    with app.app_context():
        run_due()
    expect(page.locator(".sentence")).to_contain_text("1 row could not be brought in")
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the failed rows").click()
    assert "询价中" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light")])
def test_every_page_of_the_showcase_can_be_used_by_everybody(
    browser: Browser, root: str, viewport: dict[str, int], scheme: str
) -> None:
    page = editor(browser, root, viewport)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "dark" or "light"
    own = known_id("product hualan")
    for path in ("", "/products", f"/products/{own}", "/offers", "/offers/new", "/preview"):
        page.goto(f"{root}{EDITOR}{path}")
        look(page)
    reader = opened(browser, viewport, "zh-CN")
    reader.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "dark" or "light"
    for path in ("/c/hualan", "/c/hualan/first", "/c/rival", "/companies"):
        reader.goto(f"{root}{path}")
        look(reader)
