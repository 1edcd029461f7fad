"""A planner gives an agent a week; the agent sees it at the desk and asks for time off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.cast import ANN
from tests.journeys.looking import fits, look
from tests.muster.places.test_sites import enter

pytestmark = pytest.mark.journey
PLANNER = f"/ops/shifts/agents/{ANN.agent_id}"
NEXT_MONDAY = datetime.now(UTC).date() + timedelta(days=7 - datetime.now(UTC).weekday())


@pytest.fixture
def address(
    app: Flask, db_owner: Engine, client_for: Callable[[str], FlaskClient]
) -> Iterator[str]:
    """Where the application listens, with two sites."""
    enter(client_for("oscar"), db_owner)
    enter(client_for("oscar"), db_owner, code="chengdu", latitude="30.7", longitude="104.1")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_week_and_a_day_off(
    chromium: Browser, client_for: Callable[[str], FlaskClient], address: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
    page = context.new_page()

    def sign_in(name: str, locale: str) -> None:
        signed_in = client_for(name).get_cookie("muster")
        assert signed_in is not None
        context.add_cookies([
            {"name": "muster", "value": signed_in.value, "url": address},
            {"name": "locale", "value": locale, "url": address},
        ])  # fmt: skip

    sign_in("paula", "en")
    page.goto(PLANNER)
    page.fill("#starts_on", NEXT_MONDAY.isoformat())
    page.get_by_role("button", name="Set the week").click()
    expect(page.get_by_text("09:00–18:00").first).to_be_visible()
    look(page)

    sign_in("ann", "zh")
    page.goto("/desk")
    page.locator("[data-opens=my-schedule]").click()
    shown = page.locator("#my-schedule")
    expect(shown.get_by_text("09:00–18:00").nth(4)).to_be_visible()  # a week, or the next one too
    planned = shown.get_by_text("09:00–18:00").count()
    shown.get_by_text("申请请假").click()
    shown.locator("[type=submit]").last.click()
    expect(shown.locator("#first_on-error")).to_be_visible()
    page.fill("#first_on", NEXT_MONDAY.isoformat())
    page.fill("#last_on", NEXT_MONDAY.isoformat())
    shown.locator("[type=submit]").last.click()
    expect(shown.get_by_text("待审批")).to_be_visible()

    sign_in("paula", "en")
    page.goto("/ops/time-off")
    look(page)
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/ops/sites", "/ops/agents", "/ops/shifts", "/ops/academy", "/ops/talent-pool"):
        page.goto(path)
        fits(page)

    sign_in("ann", "en")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/desk")
    page.locator("[data-opens=my-schedule]").click()
    expect(shown.get_by_text("09:00–18:00")).to_have_count(planned - 1)
    context.close()
