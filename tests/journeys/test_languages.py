"""Both languages: switched on every page, kept for the next, and what was said stays as it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitors import (
    Visitors,
    accept,
    ask,
    box_of,
    close_question,
    finish,
    own,
    reply,
    speak,
    window_of,
    write,
)

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

COMPANY, SLUG = "角楼小院酒店", "gugong-inn"
QUESTION = "故宫附近安静的房间，住两晚"
TAGS = {"en": "en", "zh": "zh-Hans-CN"}
TITLES = {
    "/portal/hualan-home": ("Overview", "概览"),
    "/portal/hualan-home/seats": ("Seats", "坐席"),
    "/portal/hualan-home/live": ("Live supervision", "实时监控"),
    "/portal/hualan-home/showcase": ("Showcase", "产品展示"),
    "/portal/hualan-home/inquiries": ("Inquiries", "咨询"),
    "/ops": ("Overview", "概览"),
    "/ops/inquiries": ("Inquiries", "咨询"),
    "/ops/jobs": ("Jobs", "任务"),
}


def reads(page: Page, locale: str, words: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", TAGS[locale])
    expect(page.locator("body")).to_contain_text(words)


def test_a_consumer_changes_the_language_while_talking(visitors: Visitors) -> None:
    (agent,) = visitors.seated([COMPANY])
    desk = visitors.agent(agent)
    consumer = visitors.page("zh")
    consumer.goto("/")
    reads(consumer, "zh", "问一次，百家应答")
    consumer.goto(f"/ask?company={SLUG}")
    question = own(QUESTION)
    consumer.fill("#question", question)
    speak(consumer, "en")
    expect(consumer.locator("#question")).to_have_value(question)
    ask(consumer, question)
    accept(desk, question)
    reply(desk, "有朝南的安静房间。")
    window = window_of(consumer, COMPANY)
    expect(window).to_contain_text("有朝南的安静房间。")
    for locale, words in (("zh", "已应答"), ("en", "answered")):
        consumer.locator(".window textarea").fill(f"还没写完 {locale}")
        speak(consumer, locale)
        reads(consumer, locale, words)
        expect(consumer.locator(".inquiry-question")).to_have_text(question)
        expect(window).to_contain_text("有朝南的安静房间。")
        expect(box_of(window)).to_have_value(f"还没写完 {locale}")
    consumer.locator(".window textarea").press("Enter")
    expect(desk.locator(".pane-current .log")).to_contain_text("还没写完 en")
    consumer.route("**/messages", lambda route: route.abort())
    write(window, "换语言时还在路上")
    consumer.unroute("**/messages")
    speak(consumer, "zh")
    expect(desk.locator(".pane-current .log")).to_contain_text("换语言时还在路上")
    close_question(consumer)
    finish(desk)


@pytest.mark.parametrize("who", ["owner.hualan-home", "ops"])
def test_a_signed_in_person_changes_the_language(visitors: Visitors, who: str) -> None:
    paths = [path for path in TITLES if path.startswith("/ops") == (who == "ops")]
    page = visitors.member(who, paths[0])
    for at, locale in ((0, "en"), (1, "zh")):
        speak(page, locale)
        for path in paths:
            page.goto(path)
            reads(page, locale, TITLES[path][at])
