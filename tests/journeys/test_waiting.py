"""A supervisor makes a queue; what those who wait in it can do is in test_many_agents."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import look
from tests.journeys.visitors import Visitors

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_a_supervisor_makes_a_queue(visitors: Visitors) -> None:
    page = visitors.member("supervisor.beichen-home", "/portal/beichen-home/queues")
    page.get_by_role("link", name="新建技能组").click()
    page.locator("#name").fill("维修")
    page.locator("#always").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#always-error")).to_be_visible()
    expect(page.locator("#name")).to_have_value("维修")
    look(page)
    page.locator("#mon").fill("9-12, 13:30-18")
    page.locator("#holidays").fill("2026-10-01 国庆节")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("tbody")).to_contain_text("维修")
    look(page)
