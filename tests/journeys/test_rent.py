"""A company rents seats on a telephone, and changes their number at sums that it saw first."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import look
from tests.journeys.visitors import Visitors, speak

pytestmark = pytest.mark.journey
TELEPHONE = 360
SEATS = "/portal/hualan-home/seats"


def type_in(page: Page, field: str, value: str) -> None:
    """Type and leave the field, as a thumb does; the sums follow once the scripts are there."""
    page.locator(field).wait_for()
    page.wait_for_load_state("load")
    with page.expect_response(re.compile(r"[?&]seats=")):
        page.fill(field, value)
        page.locator(field).press("Tab")


def test_rent_and_change_at_sums_that_were_shown(visitors: Visitors) -> None:
    owner = visitors.member("owner.hualan-home", SEATS, width=TELEPHONE)
    speak(owner, "zh")
    owner.goto(SEATS)
    owner.locator(".plan-card", has_text="共享在线坐席").locator(".btn-primary").click()
    type_in(owner, "#seats", "0")
    expect(owner.locator("#sums")).to_contain_text("坐席数应在 1 到 500 之间。")
    type_in(owner, "#seats", "1")
    expect(owner.locator("#sums")).to_contain_text("下单时收取")
    look(owner)
    due = owner.locator("#sums dd.sum").inner_text()
    owner.locator("#rent .btn-primary").click()
    owner.wait_for_url(f"**{SEATS}/leases/*")
    expect(owner.locator("#charges tbody tr").first).to_contain_text(due)
    look(owner)

    speak(owner, "en")
    lease = owner.url
    owner.get_by_role("link", name="Change the number of seats").click()
    type_in(owner, "#seats", "2")
    expect(owner.locator("#sums")).to_contain_text("Charged at once")
    more = owner.locator("#due").inner_text()
    owner.locator("#change .btn-primary").click()
    owner.wait_for_url(lease)
    expect(owner.locator("#charges")).to_contain_text("from 1 to 2 seats")
    expect(owner.locator("#charges tbody tr").first).to_contain_text(more)
    owner.get_by_role("button", name="Cancel for the end of the term").click()
    owner.get_by_role("button", name="Cancel the lease").click()
    expect(owner.locator(".lease")).to_contain_text("ends with the term")
