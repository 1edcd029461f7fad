"""People who visit Muster with a browser: consumers, agents, supervisors, operations."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from marketplace.demo.script import AGENTS, PASSWORD, address

PATIENCE_MILLISECONDS = 60_000
TAGS = {"en": "en-GB", "zh": "zh-CN"}
FAULTS = re.compile("Content Security Policy|Refused to")

SESSION = "muster"
_signed_in: dict[tuple[str, str], list[Any]] = {}  # by root and name
_seated: dict[tuple[str, str], str] = {}  # by root and company; no test moves them


@dataclass
class Visitors:
    """Opens browsers at one Muster; what their scripts complain about is kept."""

    browser: Browser
    root: str
    leaving: ExitStack
    complaints: list[str] = field(default_factory=list)

    def page(self, locale: str = "en", width: int = 1280, height: int = 800) -> Page:
        """A browser of somebody's own, in which nobody is signed in."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale=TAGS[locale], base_url=self.root
        )
        self.leaving.callback(context.close)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on("console", lambda said: self._hear(said.text))
        return page

    def _hear(self, text: str) -> None:
        if FAULTS.search(text):
            self.complaints.append(text)

    def member(self, name: str, path: str, width: int = 1280) -> Page:
        """Somebody of the demo, signed in and on a page: "owner.hualan-home", "ops", "lin".

        Who has signed in once comes with the same browser again, unless that was signed out.
        """
        page = self.page(width=width)
        if kept := _signed_in.get((self.root, name)):
            page.context.add_cookies(kept)
            page.goto(path)
        if not kept or "/sign-in" in page.url:
            sign_in(page, address(name), PASSWORD, path)
            cookies = page.context.cookies()
            _signed_in[self.root, name] = [each for each in cookies if each["name"] == SESSION]
        return page

    def agent(self, shown_name: str) -> Page:
        """The desk of the agent whom consumers know by this name, available."""
        name = next(name for name, shown, _ in AGENTS if shown == shown_name)
        desk = self.member(name, "/desk", width=1440)
        expect(desk.locator("#desk-data[data-ready]")).to_be_attached()
        desk.locator("#state-menu summary").click()
        desk.locator("#state-form [value=available]").click()
        expect(desk.locator(".me-state")).to_have_attribute(
            "data-state", re.compile("available|interacting")
        )
        self.leaving.callback(go_home, desk)
        return desk

    def seated(self, companies: Iterable[str]) -> list[str]:
        """For each of these companies an agent who sits there, as consumers know them."""
        wanted = [(self.root, company) for company in companies]
        if missing := [each for each in wanted if each not in _seated]:
            operations = self.member("ops", "/ops/leases")
            links = operations.locator("tbody tr a").all()
            leases = {link.inner_text(): link.get_attribute("href") or "" for link in links}
            for each in missing:
                operations.goto(leases[each[1]])
                seat = operations.locator("tr:has(form[action*='/assignments/'])").last
                _seated[each] = seat.locator("strong").inner_text()
            operations.context.close()
        return [_seated[each] for each in wanted]

    def consumer(self, question: str, locale: str = "zh", width: int = 1280) -> Page:
        """The page of a consumer who has just asked."""
        page = self.page(locale, width)
        page.goto("/")
        ask(page, question)
        return page


@contextmanager
def visiting(browser: Browser, root: str) -> Iterator[Visitors]:
    """Somebody visits; at the end no script may have complained."""
    with ExitStack() as leaving:
        crowd = Visitors(browser, root, leaving)
        yield crowd
    assert crowd.complaints == []


def own(question: str) -> str:
    """A question that nobody has asked before: the demo may have seen these tests already."""
    return f"{question} #{secrets.token_hex(2)}"


def ask(page: Page, question: str) -> None:
    """Type the question into the one box and send it."""
    page.locator("#question").fill(question)
    page.locator("#ask [type=submit]").click()
    page.wait_for_url("**/i/*")


def sign_in(page: Page, email: str, password: str, path: str = "/account") -> None:
    """Go to a page that asks to sign in first, and do."""
    page.goto(path)
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("form .btn-primary")
    page.wait_for_url(f"**{path}")


def reload_until_there(page: Page, wanted: Locator) -> None:
    """Look again and again, as one does for what a worker does a moment later."""
    deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
    while not wanted.count() and time.monotonic() < deadline:
        page.wait_for_timeout(200)
        page.reload()
    expect(wanted).not_to_have_count(0)


def speak(page: Page, locale: str) -> None:
    """Have pages in this language, whatever the person's own is."""
    other = page.locator(f'.switches button[name=locale][value="{locale}"]')
    if other.count():
        other.click()
        expect(other).to_have_count(0)


def go_home(desk: Page) -> None:
    """Leave the queue: an agent who only vanishes is still offered contacts for a while."""
    desk.context.set_offline(False)
    answer = desk.request.post(
        "/desk/state",
        data={"state": "offline"},
        headers={
            "X-CSRFToken": desk.locator("meta[name=csrf-token]").get_attribute("content") or ""
        },
    )
    assert answer.ok, answer.text()


def accept(desk: Page, question: str) -> None:
    """Take the offer of this question."""
    offer = desk.locator(".call", has_text=question)
    offer.locator("[data-part=accept]").click()
    expect(desk.locator(".pane-current .log")).to_contain_text(question)


def reply(desk: Page, text: str) -> None:
    """Write to the consumer whose conversation is open at a desk."""
    box = desk.locator(".pane-current .reply-text")
    box.fill(text)
    box.press("Enter")


def finish(desk: Page) -> None:
    """Close the conversation that is open at a desk, with the company's first disposition."""
    pane = desk.locator(".pane-current")
    contact = pane.locator('.log [data-number="0"]').get_attribute("data-id")
    choices = pane.locator(".closing [data-part=choices] button")
    if not choices.count():  # otherwise the consumer has ended it, and the desk asks by itself
        desk.keyboard.press("Alt+e")
    choices.first.click()
    expect(desk.locator(f'.pane .log [data-id="{contact}"]')).to_have_count(0)


def close_question(consumer: Page) -> None:
    """End the inquiry, so that nobody is left waiting for other tests."""
    consumer.locator("[data-key=close-all]").click()
    consumer.locator("#close-all [type=submit]").click()
    expect(consumer.locator("[data-standing][data-ended]")).to_be_attached()


def write(window: Locator, text: str) -> None:
    """Write to a company from the consumer's page."""
    box = box_of(window)
    box.fill(text)
    box.press("Enter")


def box_of(window: Locator) -> Locator:
    """Where the consumer writes to a company; what is said with a rating stands elsewhere."""
    return window.locator("textarea[data-draft]")


def window_of(page: Page, company: str) -> Locator:
    """A company's window on the consumer's page."""
    return page.locator(f'.window[data-company="{company}"]')
