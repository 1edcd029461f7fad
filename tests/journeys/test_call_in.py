"""A client drills, calls its reserve in and releases it; the board moves in two browsers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from marketplace.demo.hotline import SLUG
from tests.journeys.calling_in import ACTIVATE, DRILL, OVER, PORTAL, call_in, count, seat_one
from tests.journeys.looking import look
from tests.journeys.visitors import Visitors

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_a_client_drills_activates_and_releases_while_operations_watch(visitors: Visitors) -> None:
    client = visitors.member(f"owner.{SLUG}", PORTAL)
    drill = call_in(client, DRILL, 1)
    expect(count(client, "called")).to_have_text("1")  # moves by itself: nothing is reloaded
    operations = visitors.member("ops", f"/ops/activations/{drill}", width=360)
    seat_one(operations)
    expect(client.locator("#board")).to_contain_text(OVER)
    client.locator(f'a[href$="{drill}/certificate"]').wait_for()  # nor for what stands around it
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
    client.locator(".board-release [data-opens]").click()
    client.locator("#release-all [type=submit]").click()
    for page in (client, operations):
        expect(page.locator("#board")).to_contain_text(OVER)
