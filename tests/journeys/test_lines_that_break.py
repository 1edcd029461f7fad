"""Reloads and lost lines on both sides of a conversation: nothing is lost, nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.journeys.visitors import (
    accept,
    ask,
    box_of,
    finish,
    own,
    reply,
    visiting,
    window_of,
    write,
)

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

COMPANY, SLUG = "小小家教", "tiny-tutor"
QUESTION = "孩子五年级，数学跟不上，想找一对一"
SAID = "div.msg-box, .said-theirs, .said-mine"


@pytest.fixture(scope="module")
def talk(chromium: Browser, demo: str) -> Iterator[tuple[Page, Page]]:
    """A consumer and an agent in conversation; afterwards the agent closes it."""
    with visiting(chromium, demo) as visitors:
        (agent,) = visitors.seated([COMPANY])
        desk = visitors.agent(agent)
        consumer = visitors.page("zh")
        consumer.goto(f"/ask?company={SLUG}")
        question = own(QUESTION)
        ask(consumer, question)
        accept(desk, question)
        reply(desk, "您好，可以先免费试听。")
        expect(window_of(consumer, COMPANY)).to_contain_text("您好，可以先免费试听。")
        yield consumer, desk
        finish(desk)


def once(place: Locator, text: str) -> None:
    """The text stands there exactly once, as something that has arrived."""
    expect(place.locator(SAID).filter(has_text=text)).to_have_count(1)
    expect(place.locator(".said-sending, .said-failed, .msg-sending, .msg-failed")).to_have_count(0)


def test_the_consumer_s_line_breaks(talk: tuple[Page, Page]) -> None:
    consumer, desk = talk
    window, log = window_of(consumer, COMPANY), desk.locator(".pane-current .log")
    consumer.context.set_offline(True)
    expect(consumer.locator("#line-status")).not_to_be_empty()
    write(window, "断网时说的第一句")
    write(window, "断网时说的第二句")
    expect(window.locator(".said-sending")).to_have_count(2)
    reply(desk, "断网时您没收到的")
    once(log, "断网时您没收到的")
    consumer.context.set_offline(False)
    for text in ("断网时说的第一句", "断网时说的第二句", "断网时您没收到的"):
        once(window, text)
        once(log, text)
    expect(consumer.locator("#line-status")).to_be_empty()
    assert log.inner_text().index("第一句") < log.inner_text().index("第二句")


def test_the_answer_to_what_the_consumer_sent_is_lost(talk: tuple[Page, Page]) -> None:
    consumer, desk = talk
    window, log = window_of(consumer, COMPANY), desk.locator(".pane-current .log")
    lost: list[int] = []

    def lose(route: Route) -> None:
        # The server has it, the browser never learns of it.
        lost.append(route.fetch().status)
        route.abort()

    consumer.route("**/messages", lose, times=2)
    write(window, "回执丢了的一句")
    once(log, "回执丢了的一句")
    once(window, "回执丢了的一句")
    assert lost[0] == 201


def test_the_consumer_reloads(talk: tuple[Page, Page]) -> None:
    consumer, desk = talk
    window, log = window_of(consumer, COMPANY), desk.locator(".pane-current .log")
    consumer.route("**/messages", lambda route: route.abort())
    write(window, "刷新前说的")
    expect(window.locator(".said-sending")).to_have_count(1)
    box_of(window).fill("还没写完的一句")
    consumer.unroute("**/messages")
    consumer.reload()
    once(log, "刷新前说的")
    once(window, "刷新前说的")
    expect(box_of(window)).to_have_value("还没写完的一句")
    consumer.reload()
    once(window, "刷新前说的")
    another = consumer.context.new_page()
    another.goto(consumer.url)
    once(window_of(another, COMPANY), "刷新前说的")
    another.close()


def test_the_agent_s_line_breaks(talk: tuple[Page, Page]) -> None:
    consumer, desk = talk
    window, log = window_of(consumer, COMPANY), desk.locator(".pane-current .log")
    desk.context.set_offline(True)
    reply(desk, "坐席断网时写的")
    expect(log.locator(".msg-sending")).to_contain_text("坐席断网时写的")
    write(window, "坐席断网时问的")
    once(window, "坐席断网时问的")
    desk.context.set_offline(False)
    for text in ("坐席断网时写的", "坐席断网时问的"):
        once(log, text)
        once(window, text)
    desk.locator(".pane-current .reply-text").fill("写了一半")
    desk.reload()
    expect(desk.locator(".pane-current .reply-text")).to_have_value("写了一半")
    for text in ("坐席断网时写的", "坐席断网时问的"):
        once(desk.locator(".pane-current .log"), text)


def test_the_consumer_comes_back(talk: tuple[Page, Page]) -> None:
    consumer, desk = talk
    window = window_of(consumer, COMPANY)
    desk.locator(".pane-current .reply-text").fill("")
    finish(desk)
    write(window, "还有一个问题")
    expect(window).to_have_attribute("data-state", "again")
    expect(window.locator("[data-wait]")).to_be_visible()
    desk.locator(".call [data-part=accept]").click()
    once(desk.locator(".pane-current .log"), "还有一个问题")
    expect(window).to_have_attribute("data-state", "answered")
    expect(window.locator("[data-wait]")).to_be_hidden()
