"""One question: five companies' people answer in five browsers, a supervisor reads along."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import look
from tests.journeys.visitors import Visitors, accept, finish, own, reply, window_of, write

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

QUESTION = "我想买一台洗衣机，四口之家用，这周能送到吗？"
COMPANIES = ("华岚家电", "北辰电器城", "暖屋家电", "易家优品", "顺修家电维修")
NAME, NUMBER = "王小明", "13800138000"


def test_ask_compare_choose_and_be_called_back(visitors: Visitors) -> None:
    agents = visitors.seated(COMPANIES)
    desks = [visitors.agent(agent) for agent in agents]
    supervisor = visitors.member("supervisor.beichen-home", "/portal/beichen-home/live")

    question = own(QUESTION)
    consumer = visitors.consumer(question)
    expect(consumer.locator(".asked, .window")).to_have_count(5)
    for desk in desks:  # all of them first: an offer that nobody takes goes elsewhere
        accept(desk, question)
    for company, agent, desk in zip(COMPANIES, agents, desks, strict=True):
        reply(desk, f"您好，这里是{company}的{agent}。")
        window = window_of(consumer, company)
        expect(window).to_contain_text(f"您好，这里是{company}的{agent}。")
    expect(consumer.locator(".sentence")).to_contain_text("5 家企业中已有 5 家应答")

    first, second = COMPANIES[:2]
    chosen, desk = window_of(consumer, second), desks[1]
    supervisor.locator(".wall-contact", has_text=question).locator("[data-read]").click()
    reading = supervisor.locator(".reading .transcript")
    expect(reading).to_contain_text(f"您好，这里是{second}")

    desk.locator(".pane-current .reply-text").press_sequentially("好")
    expect(chosen.locator(".window-typing")).to_be_visible()
    expect(supervisor.locator(".reading-typing")).to_be_visible()
    write(chosen, "要能烘干的 <b>多少钱</b>")
    expect(desk.locator(".pane-current .log")).to_contain_text("要能烘干的 <b>多少钱</b>")
    expect(reading).to_contain_text("要能烘干的 <b>多少钱</b>")
    expect(chosen.locator(".said-seen")).to_be_visible()

    for company in (first, second):
        window_of(consumer, company).get_by_role("button", name="置顶").click()
    comparison = consumer.locator(".comparison")
    expect(comparison.locator("thead th")).to_have_count(2)
    expect(comparison).to_contain_text("保修")
    consumer.set_viewport_size({"width": 360, "height": 800})
    beside = "each => each.scrollWidth <= each.clientWidth"
    assert comparison.locator(".table-wrap").evaluate(beside), "on a telephone both are seen"
    consumer.set_viewport_size({"width": 1280, "height": 800})
    look(consumer)
    look(supervisor)

    expect(desk.locator("body")).not_to_contain_text(NAME)
    comparison.get_by_role("button", name=f"选择{second}").click()
    dialog = consumer.locator("#ask-choice")
    dialog.get_by_role("button", name="选择").click()
    expect(dialog.locator("#choice-name-error")).to_have_text("请填写您的称呼。")
    dialog.locator("#choice-name").fill(NAME)
    dialog.get_by_role("button", name="选择").dblclick()
    expect(consumer.locator(".sentence")).to_contain_text(f"您选择了{second}")
    expect(desk.locator(".pane-current")).to_contain_text(NAME)
    expect(desks[0].locator(".pane-current .log")).to_contain_text("消费者选择了另一家企业")
    expect(desks[0].locator("body")).not_to_contain_text(NAME)

    chosen.get_by_role("button", name="请回电").click()
    dialog = consumer.locator("#ask-number")
    dialog.locator("#number-name").fill(NAME)
    dialog.locator("#number-phone").fill("12")
    dialog.get_by_role("button", name="请回电").click()
    expect(dialog.locator("#number-phone-error")).to_be_visible()
    dialog.locator("#number-phone").fill(NUMBER)
    dialog.get_by_role("button", name="请回电").click()
    expect(chosen.locator(".window-done")).to_be_visible()
    expect(desk.locator("#side")).to_contain_text(re.compile(r"138 ?0013 ?8000"))
    expect(reading).to_contain_text(f"{NAME}留下了回电号码")

    for desk in desks:
        finish(desk)
    chosen.locator(".rating-row label").nth(4).click()
    chosen.get_by_label("回复及时").check(force=True)
    chosen.get_by_role("button", name="提交评价").click()
    expect(chosen.locator(".after-rated")).to_be_visible()
    consumer.reload()
    expect(window_of(consumer, second).get_by_role("img", name="5 星")).to_be_visible()
    expect(consumer.locator(".window").first).to_have_attribute("data-company", second)
