"""A client drills, calls its reserve in and releases it; the board moves in two browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from marketplace.demo.hotline import SLUG
from tests.journeys.looking import look
from tests.journeys.visitors import Visitors

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PORTAL = f"/portal/{SLUG}/activations"
DRILL, ACTIVATE = re.compile("^(Drill|演练)$"), re.compile("^(Activate|启用)$")
YES, ARRIVED = re.compile("Says yes|答复能来"), re.compile("Has arrived|已到位")
OVER = re.compile("Over:|已结束：")


def call_in(client: Page, kind: re.Pattern[str], seats: int) -> str:
    """Two clicks: what it is, and go; gives its id. One of the reserves is within its hours."""
    client.goto(PORTAL)
    links = client.locator("main").get_by_role("link", name=kind)
    expect(links.first).to_be_visible()
    for link in [each.get_attribute("href") or "" for each in links.all()]:
        client.goto(link)
        client.locator("#seats").fill(str(seats))
        client.locator("#reason").fill("公告后来电激增 · Many calls")
        client.locator("main form .btn-primary").click()
        client.wait_for_load_state()
        if client.locator("#board").count():
            return client.url.rpartition("/")[2]
    raise AssertionError("no reserve of the demo is within its hours")


def count(page: Page, what: str) -> Locator:
    return page.locator(f"[data-count={what}]")


def seat_one(operations: Page) -> None:
    """Somebody rang back, and is there."""
    for said in (YES, ARRIVED):
        operations.get_by_role("button", name=said).first.click()
        operations.wait_for_load_state()


def test_a_client_drills_activates_and_releases_while_operations_watch(visitors: Visitors) -> None:
    client = visitors.member(f"owner.{SLUG}", PORTAL)
    drill = call_in(client, DRILL, 1)
    expect(count(client, "called")).to_have_text("1")  # moves by itself: nothing is reloaded
    operations = visitors.member("ops", f"/ops/activations/{drill}", width=360)
    seat_one(operations)
    expect(client.locator("#board")).to_contain_text(OVER)
    client.goto(f"{PORTAL}/{drill}/certificate?lang=en")
    expect(client.locator(".certificate")).to_contain_text("The promise was kept.")
    look(client)

    activation = call_in(client, ACTIVATE, 2)
    expect(count(client, "called")).to_have_text("2")
    operations.goto(f"/ops/activations/{activation}")
    look(operations)
    seat_one(operations)
    for page in (client, operations):
        expect(count(page, "seated")).to_have_text("1")
    look(client)
    client.locator("#keep").fill("0")
    client.locator(".board-release .btn-primary").click()
    for page in (client, operations):
        expect(page.locator("#board")).to_contain_text(OVER)
