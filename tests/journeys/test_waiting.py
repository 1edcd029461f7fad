"""Nobody has answered yet: consumers read where they stand, and leave a message or a number."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import look
from tests.journeys.visitors import Visitors, close_question, own

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

QUESTION = "想买一台安静的洗衣机，哪款合适？"


def test_wait_leave_a_message_and_a_number(visitors: Visitors) -> None:
    consumer = visitors.consumer(own(QUESTION))
    card = consumer.locator(".asked").first
    expect(card.locator(".asked-wait")).to_have_text(re.compile("您前面还有|下一位就是您"))
    look(consumer)

    contact = card.get_attribute("data-contact") or ""
    part = consumer.locator(f"#contact-{contact}")
    part.locator("[data-ask=message]").click()
    dialog = consumer.locator("#ask-message")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("#message-body-error")).to_be_visible()
    dialog.locator("#message-body").fill("请 <b>给我</b> 写信")
    dialog.locator("[type=submit]").click()
    expect(part.locator(".transcript")).to_contain_text("请 <b>给我</b> 写信")

    part.locator("[data-ask=number]").click()
    dialog = consumer.locator("#ask-number")
    dialog.locator("#number-name").fill("王小明")
    dialog.locator("#number-phone").fill("13800138000")
    dialog.locator("[type=submit]").click()
    expect(part.locator(".window-done")).to_be_visible()
    consumer.reload()
    expect(part.locator(".asked-wait")).to_contain_text("排队位置已保留")
    close_question(consumer)


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
