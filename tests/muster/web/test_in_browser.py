"""The layouts and small scripts in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request
from playwright.sync_api import Browser, Page, expect

from muster.web.display import time_element
from tests.journeys.axe import serious_findings
from tests.journeys.chromium import launched
from tests.journeys.holding import Held
from tests.muster.web.gallery import build
from tests.muster.web.serving import served

pytestmark = pytest.mark.journey

TWICE = """async () => {
  const app = document.querySelector("script[src*='js/app.js']").src;
  const { notify } = await import(app.replace("app.js", "notices.js"));
  ["Twice.", "Twice."].forEach((text) => notify(text));
}"""
PATIENCE_MILLISECONDS = 60_000
LAYOUTS = ["portal", "ops", "empty", "form", "auth", "market", "desk", "nothing"]
Opened = Callable[..., Page]


class Posts:
    """Answers `/posts` as told, and keeps what was sent."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.sent: list[dict[str, Any]] = []

    def answer(self) -> tuple[Response, int]:
        key = request.headers.get("Idempotency-Key")
        self.sent.append({"key": key, "body": request.get_json(silent=True)})
        status = self.answers.pop(0) if self.answers else 200
        return jsonify(ok=status == 200), status


@pytest.fixture(scope="module")
def posts() -> Posts:
    return Posts()


@pytest.fixture(scope="module")
def application(posts: Posts) -> Flask:
    app = build()
    app.add_url_rule("/posts", "posts", posts.answer, methods=["POST"])
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    app.add_url_rule("/noon", "noon", lambda: str(time_element(noon)))
    app.add_url_rule("/received", "received", lambda: '<p data-draft-received="about"></p>')
    return app


@pytest.fixture(scope="module")
def address(application: Flask) -> Iterator[str]:
    with served(application) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with launched() as browser:
        yield browser


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Opened]:
    """Opens a page of the gallery; at the end no page may have complained."""
    contexts, complaints = [], []

    def open_page(path: str, *, width: int = 1280, zone: str = "UTC", **cookies: str) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 760}, locale="en", timezone_id=zone
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        for name, value in cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_bad(line) else None)
        page.goto(f"{address}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def is_bad(line: Any) -> bool:
    # Refused requests are what some of these tests ask for; the policy's refusals are not.
    return "Content Security Policy" in line.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_can_be_used_by_everyone(opened: Opened, name: str, scheme: str) -> None:
    assert serious_findings(opened(f"/{name}", scheme=scheme)) == []


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "desk"])
def test_a_phone_never_scrolls_sideways(opened: Opened, name: str, locale: str) -> None:
    page = opened(f"/{name}", width=360, locale=locale)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert serious_findings(page) == []


def test_what_the_server_writes_is_read_in_the_zone_of_the_browser(opened: Opened) -> None:
    page = opened("/market", zone="Asia/Shanghai")
    page.goto(page.url.replace("/market", "/noon"))
    expect(page.locator("time")).to_have_text("8:00\u202fPM")


def test_the_desk_fills_the_window_and_only_its_columns_scroll(opened: Opened) -> None:
    page = opened("/desk", width=1024)
    assert page.evaluate("document.documentElement.scrollHeight") == 760
    assert page.evaluate("document.documentElement.scrollWidth") == 1024


def test_a_wrong_form_can_be_read_by_everyone(opened: Opened) -> None:
    page = opened("/form", scheme="dark")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("4 things need a change:")).to_be_visible()
    assert serious_findings(page) == []


def test_a_fault_is_not_said_of_what_is_typed_after_it(opened: Opened) -> None:
    page = opened("/form")
    page.get_by_role("button", name="Save").click()
    wrong = page.locator("input[aria-invalid]")
    name, faults = str(wrong.first.get_attribute("id")), page.locator(".field-error").count()
    page.locator(f"#{name}").focus()
    page.keyboard.type("S")  # at once, not when the field is left: nothing moves under a click
    expect(page.locator(f"#{name}-error")).to_have_count(0)
    expect(page.locator(f"#{name}[aria-invalid]")).to_have_count(0)
    expect(page.locator(".field-error")).to_have_count(faults - 1)
    assert serious_findings(page) == []


def test_colours_change_at_once_and_stay(opened: Opened) -> None:
    page = opened("/portal", scheme="light")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="Colours: light. Change to dark").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_by_itself_the_page_is_as_dark_as_the_device(chromium: Browser, address: str) -> None:
    page = chromium.new_page(color_scheme="dark")
    page.goto(f"{address}/portal")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.close()


def test_the_language_changes_on_the_page_one_is_on(opened: Opened) -> None:
    page = opened("/portal?page=3")
    page.get_by_role("button", name="中文").click()
    page.wait_for_url("**/portal?page=3")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")


def test_on_a_phone_the_sections_come_out_of_the_side(opened: Opened) -> None:
    page = opened("/portal", width=360)
    sections = page.get_by_role("navigation", name="Sections")
    expect(sections).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(sections.get_by_role("link", name="Knowledge")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sections).to_be_hidden()


def test_menus_close_by_key_and_by_looking_elsewhere(opened: Opened) -> None:
    page = opened("/portal")
    summary = page.locator("summary", has_text="Northwind Air")
    summary.click()
    expect(page.get_by_role("link", name="Blue Harbour PC")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Blue Harbour PC")).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator(".sentence").click()
    expect(page.get_by_role("link", name="Blue Harbour PC")).to_be_hidden()


def test_destruction_waits_for_a_second_word(opened: Opened) -> None:
    page = opened("/portal")
    page.get_by_role("button", name="Rent seats").click()
    dialog = page.get_by_role("dialog", name="End the lease of 12 seats?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    assert serious_findings(page) == []
    page.set_viewport_size({"width": 360, "height": 780})
    assert dialog.evaluate("each => each.scrollWidth <= each.clientWidth"), "in the row of a table"
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


def test_messages_can_be_put_away(opened: Opened) -> None:
    page = opened("/portal?flash=1")
    page.get_by_role("alert").get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.evaluate(TWICE)
    expect(page.get_by_text("Twice.")).to_have_count(1)


def test_what_a_number_means_is_shown_on_focus(opened: Opened) -> None:
    page = opened("/portal")
    page.get_by_role("button", name="What this means").focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


def test_a_companys_colour_reaches_the_page(opened: Opened) -> None:
    dot = opened("/portal").locator(".accent-dot")
    expect(dot).to_have_css("background-color", "rgb(194, 65, 12)")


def test_what_is_typed_survives_a_reload_until_it_arrived(opened: Opened, address: str) -> None:
    page = opened("/form")
    about = page.get_by_label("About")
    about.fill("We fly. 我们飞。")
    page.reload()
    expect(about).to_have_value("We fly. 我们飞。")
    page.evaluate("htmx.ajax('GET', '/received', '#main')")
    expect(page.locator("[data-draft-received]")).to_be_attached()
    page.goto(f"{address}/form")
    expect(about).to_have_value("")


def test_letters_are_counted_as_people_count_them(opened: Opened) -> None:
    page = opened("/form")
    page.get_by_label("About").fill("百应😀")
    expect(page.get_by_text("3 / 400")).to_be_visible()


def test_words_become_chips_and_stay_one_field(opened: Opened) -> None:
    page = opened("/form")
    entry = page.get_by_label("Areas", exact=True)
    entry.fill("改签，refunds,")
    expect(page.locator(".chip")).to_have_text(["flights×", "行李×", "改签×", "refunds×"])
    page.get_by_role("button", name="Remove 行李").click()
    entry.press("Backspace")
    expect(page.locator("[name=areas]")).to_have_value("flights, 改签")
    assert serious_findings(page) == []


def test_a_double_click_sends_once(opened: Opened) -> None:
    page = opened("/form")
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("4 things need a change:")).to_be_visible()
    assert len(sent) == 1


POST = """async body => {
    const { postJson } = await import(document.querySelector(
        'script[type=module]').src.replace('app.js', 'http.js'));
    try { return await postJson('/posts', body); } catch (error) { return error.status; }
}"""


def test_a_wrong_clock_makes_nothing_older(opened: Opened, address: str) -> None:
    page = opened("/nothing")
    page.clock.install(time=0)
    page.goto(f"{address}/portal")
    age = page.locator("time[data-ago]").first
    expect(age).to_have_text("just now")
    age.evaluate("element => { element.textContent = '' }")
    page.clock.run_for(31_000)
    expect(age).to_have_text("just now")


def test_what_is_pressed_before_the_scripts_are_there_is_done_when_they_are(
    opened: Opened, address: str
) -> None:
    page = opened("/nothing", scheme="light")
    scripts = Held(page, "**/app.js")
    page.goto(f"{address}/portal", wait_until="commit")
    page.locator("[data-action=scheme]").click()
    page.locator("[data-opens=end-lease]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    scripts.go_on()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("#end-lease")).to_be_visible()


def test_what_is_sent_before_the_scripts_are_there_is_sent_once(
    opened: Opened, address: str
) -> None:
    page = opened("/nothing")
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    scripts = Held(page, "**/app.js")
    page.goto(f"{address}/form", wait_until="commit")
    page.locator("form.prose .btn-primary").dblclick()
    assert sent == []
    scripts.go_on()
    expect(page.locator("#name-error")).to_be_visible()
    assert sent == [f"{address}/form"]


def test_enter_before_the_scripts_are_there_sends_and_breaks_no_line(
    opened: Opened, address: str
) -> None:
    page = opened("/nothing")
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    scripts = Held(page, "**/app.js")
    page.goto(f"{address}/form", wait_until="commit")
    page.locator("form.prose").evaluate("form => { form.dataset.composer = '' }")
    page.locator("form.prose textarea").press("Enter")
    expect(page.locator("form.prose textarea")).to_have_value("")
    assert sent == []
    scripts.go_on()
    expect(page.locator("#name-error")).to_be_visible()
    assert sent == [f"{address}/form"]


def test_a_post_is_tried_again_under_the_same_key(opened: Opened, posts: Posts) -> None:
    posts.answers, posts.sent = [503, 502, 200], []
    assert opened("/portal").evaluate(POST, {"text": "hello"}) == {"ok": True}
    assert [sent["body"] for sent in posts.sent] == [{"text": "hello"}] * 3
    assert len({sent["key"] for sent in posts.sent}) == 1
    assert posts.sent[0]["key"]


def test_what_the_server_refuses_is_not_tried_again(opened: Opened, posts: Posts) -> None:
    posts.answers, posts.sent = [422], []
    assert opened("/portal").evaluate(POST, {}) == 422
    assert len(posts.sent) == 1


def test_a_page_that_was_open_for_too_long_heals_itself(opened: Opened, posts: Posts) -> None:
    posts.answers, posts.sent = [], []
    page = opened("/portal")
    page.context.clear_cookies()
    assert page.evaluate(POST, {"text": "still here"}) == {"ok": True}
    assert len(posts.sent) == 1


def test_a_lost_line_is_said_and_nothing_is_swapped(opened: Opened) -> None:
    page = opened("/portal")
    page.context.set_offline(True)
    page.evaluate("htmx.ajax('GET', '/portal', '#main').catch(() => {})")
    expect(page.get_by_text("The line is down. Nothing was sent")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Overview")


def test_a_failing_fragment_is_told_beside_the_page(opened: Opened) -> None:
    page = opened("/portal")
    page.evaluate("htmx.ajax('GET', '/nothing', '#main')")
    expect(page.get_by_role("alert")).to_contain_text("The address may be mistyped")
    expect(page.locator("h1")).to_have_text("Overview")


WHEN_RELEASED = """async () => {
  const app = document.querySelector("script[src*='js/app.js']").src;
  const { whenReleased } = await import(app.replace("app.js", "released.js"));
  const main = document.querySelector("main");
  const note = (what) => { main.dataset.noted = `${main.dataset.noted ?? ""} ${what}`.trim(); };
  const draw = () => note("drawn");
  window.twice = () => { whenReleased(draw); whenReleased(draw); };
  addEventListener("click", () => note("clicked"));
}"""


def test_what_is_pressed_is_drawn_anew_after_its_click_and_once(opened: Opened) -> None:
    page = opened("/portal")
    page.evaluate(WHEN_RELEASED)
    page.mouse.move(600, 600)
    page.mouse.down()
    page.evaluate("twice()")
    page.mouse.up()
    expect(page.locator("main")).to_have_attribute("data-noted", "clicked drawn")
    page.evaluate("twice()")
    expect(page.locator("main")).to_have_attribute("data-noted", "clicked drawn drawn drawn")


def test_who_holds_on_does_not_stop_the_page(opened: Opened) -> None:
    page = opened("/portal")
    page.evaluate(WHEN_RELEASED)
    page.mouse.move(600, 600)
    page.mouse.down()
    page.evaluate("twice()")
    expect(page.locator("main")).to_have_attribute("data-noted", "drawn")
