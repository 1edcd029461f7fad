"""Calling a reserve of the demo in, and being one of those who come."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from marketplace.demo.hotline import SLUG

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
