"""A bulletin with a deadline, from the supervisor's page to the agents' desks and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from muster.bulletins.jobs import watch
from muster.events import bus
from tests.cast import ANN, BEN, SAM
from tests.journeys.looking import look
from tests.muster.bulletins.build import later
from tests.muster.desk.conftest import OpenDesk, cookies
from tests.muster.routing import build

pytestmark = pytest.mark.journey


@pytest.fixture
def sam(app: Flask, address: str, chromium: Browser) -> Iterator[Page]:
    """The supervisor's browser."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    context.add_cookies(cookies(app, SAM, "en", address))  # type: ignore[arg-type]  # its TypedDict
    yield context.new_page()
    context.close()


def pin(sam: Page) -> None:
    sam.goto("/portal/hualan/bulletins")
    sam.get_by_role("link", name="Pin the first one").click()
    sam.get_by_label("Title").fill("Recall of the A1")
    sam.get_by_label("Text", exact=True).fill("Stop selling the A1.\nhttps://example.com/recall")
    sam.get_by_label("Check question", exact=True).last.fill("What about the A1?")
    sam.get_by_label("Answer 1").fill("Sell it")
    sam.get_by_label("Answer 2").fill("Stop selling it")
    sam.get_by_label("Right answer").select_option("2")
    look(sam)
    sam.get_by_role("button", name="Pin").click()
    expect(sam.locator("#answer")).to_contain_text("Nothing is overdue.")


def test_a_bulletin_is_read_before_its_deadline_or_alarms(
    app: Flask, db_owner: Engine, open_desk: OpenDesk, sam: Page
) -> None:
    ann, ben = open_desk(ANN), open_desk(BEN)
    pin(sam)
    for desk in (ann, ben):
        expect(desk.locator(".bulletin-bar")).to_contain_text("1 bulletin to read")
        expect(desk.locator("#flash")).to_contain_text("There is a bulletin to read")
    ben.reload()
    expect(ben.locator(".bulletin-bar")).to_contain_text("1 bulletin to read")
    expect(ben.locator("#flash")).not_to_contain_text("There is a bulletin to read")

    ann.locator(".bulletin-open").click()
    window = ann.locator("dialog[open]")
    expect(window.get_by_role("link")).to_have_attribute("href", "https://example.com/recall")
    look(ann)
    window.get_by_role("button", name="I have read it").click()
    window.get_by_label("Sell it", exact=True).check()
    window.get_by_role("button", name="I have read it").click()
    expect(window.get_by_role("alert")).to_contain_text("once more")
    expect(window.locator("[data-step=text]")).to_be_visible()
    window.get_by_role("button", name="I have read it").click()
    window.get_by_label("Stop selling it").check()
    window.get_by_role("button", name="I have read it").click()
    expect(ann.locator(".bulletin-bar")).to_have_count(0)

    sam.get_by_role("link", name="Recall of the A1").click()
    row = sam.locator("tr", has_text=ANN.name)
    expect(row).to_contain_text("Sell it")
    expect(row.locator(".chip-good").first).to_have_text("read")

    (batch,) = build.rows(db_owner, "SELECT batch_id FROM bulletins")
    later(db_owner, batch.batch_id, days=2)
    watch()
    bus.flush()
    expect(ben.locator(".bulletin-bar")).to_have_class(re.compile("is-overdue"))
    expect(ben.locator("#flash")).to_contain_text("Please read the bulletin at the top.")
    expect(sam.locator("#answer")).to_have_class(re.compile("sentence-bad"))
    expect(sam.locator("tr", has_text=BEN.name)).to_contain_text("overdue")
    look(sam)
    sam.set_viewport_size({"width": 360, "height": 740})
    look(sam)
