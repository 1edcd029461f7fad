"""Consumer, agent, two supervisors: listen, whisper, join in, take over, help, be sent off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from marketplace.demo.script import address
from tests.journeys.looking import look
from tests.journeys.visitors import (
    Visitors,
    accept,
    close_question,
    finish,
    own,
    reply,
    window_of,
    write,
)

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

SLUG, COMPANY = "nuanwu-home", "暖屋家电"
QUESTION = "暖屋家电的洗衣机，四口之家用，这周能送到吗？"
SECRET = "先问清楚阳台有多大"
GONE = re.compile("no longer|无权|不再")


def agree(visitors: Visitors) -> None:
    """The operator writes down that the contract allows everything."""
    operations = visitors.member("ops", "/ops/clients")
    operations.goto(f"/ops/clients?q={COMPANY}")
    operations.locator("tbody a", has_text=COMPANY).first.click()
    operations.get_by_role("link", name=re.compile("Terms of supervision|督导条款")).click()
    for act in ("listen", "whisper", "barge", "take_over"):
        operations.check(f"#{act}")
    operations.locator("main form .btn-primary").click()
    expect(operations.locator("#facts-title")).to_be_visible()
    operations.context.close()


def wall(visitors: Visitors, who: str, width: int = 1280) -> Page:
    """The wall of a supervisor of the company."""
    page = visitors.member(f"{who}.{SLUG}", f"/portal/{SLUG}/live", width)
    expect(page.locator("#wall .stats")).to_be_visible()
    return page


def read(page: Page, question: str) -> Locator:
    """Open the contact of this question; gives its transcript."""
    page.locator(".wall-contact", has_text=question).locator("[data-read]").click()
    return page.locator(".reading .transcript")


def tell(page: Page, text: str) -> None:
    """Write in the contact that is open, to whomever the form says."""
    page.locator(".reading [data-part=text]").fill(text)
    page.locator(".reading [data-part=form] [type=submit]").click()
    expect(page.locator(".reading .transcript")).to_contain_text(text)
    expect(page.locator(".reading [data-part=text]")).to_have_value("")


def do(page: Page, what: str) -> None:
    """Press one of the buttons of the contact that is open."""
    page.locator(f".reading [data-do={what}]").click()


def test_what_each_of_them_sees(visitors: Visitors) -> None:
    agree(visitors)
    (agent,) = visitors.seated([COMPANY])
    desk = visitors.agent(agent)
    supervisor = wall(visitors, "supervisor")
    owner = wall(visitors, "owner", width=360)
    question = own(QUESTION)
    consumer = visitors.consumer(question)
    window = window_of(consumer, COMPANY)
    accept(desk, question)
    reply(desk, "您好，请稍等")
    expect(window).to_contain_text("您好，请稍等")

    # Listen: the agent sees that somebody does, as the client discloses; the consumer nothing.
    reading = read(supervisor, question)
    expect(reading).to_contain_text("您好，请稍等")
    expect(desk.locator(".pane-current .pane-watched")).to_be_visible()
    also = read(owner, question)
    others = supervisor.locator(".reading-others")
    expect(others).to_contain_text(re.compile("reads along|正在旁观"))
    look(owner)

    # Whisper: the agent and the other supervisor read it, the consumer never does.
    tell(supervisor, SECRET)
    whispered = desk.locator(".pane-current .msg-note", has_text=SECRET)
    expect(whispered).to_be_visible()
    expect(desk.locator(".flash", has_text=SECRET)).to_have_count(0)
    expect(also).to_contain_text(SECRET)
    reply(desk, "阳台有多大呢？")
    expect(window).to_contain_text("阳台有多大呢？")
    expect(consumer.locator("body")).not_to_contain_text(SECRET)

    # Join in: everybody reads it, under the supervisor's own name and role.
    do(supervisor, "participation")
    expect(window).to_contain_text("加入了会话")
    tell(supervisor, "您好，我是主管，今天可以送到")
    spoken = window.locator(".said", has_text="今天可以送到")
    expect(spoken.locator(".said-by")).to_contain_text("主管")
    expect(desk.locator(".pane-current .log")).to_contain_text("今天可以送到")
    expect(others).to_be_visible()

    # Take over: the agent's place is free, what was typed is kept, and only one can. Whoever
    # whispers at that moment reads that it was not sent.
    desk.locator(".pane-current .reply-text").fill("我还没写完")
    late: list[Route] = []
    owner.route("**/whispers", lambda route: late.append(route))  # noqa: PLW0108 — Playwright marks it
    owner.locator(".reading [data-part=text]").fill("来不及了")
    with owner.expect_request("**/whispers"):
        owner.locator(".reading [data-part=form] [type=submit]").click()
    do(supervisor, "takeover")
    expect(window).to_contain_text(re.compile("由主管.*为您服务"))
    expect(desk.locator(".pane", has_text=question).locator(".reply-text")).to_have_count(0)
    expect(owner.locator(".reading [data-do=takeover]")).to_be_hidden()
    late[0].continue_()
    expect(owner.locator(".reading [data-part=error]")).to_be_visible()
    owner.unroute("**/whispers")
    expect(desk.locator(".pane .log", has_text="来不及了")).to_have_count(0)
    expect(reading.locator(":scope > :last-child")).to_be_in_viewport()
    write(window, "阳台两米")
    expect(reading).to_contain_text("阳台两米")
    tell(supervisor, "两米够了")
    expect(window).to_contain_text("两米够了")
    look(supervisor)

    # Hand back: the agent goes on with what was typed.
    do(supervisor, "return")
    box = desk.locator(".pane", has_text=question).locator(".reply-text")
    expect(box).to_have_value("我还没写完")

    # The agent asks for help, and whoever is called comes by opening the contact.
    supervisor.locator(".reading [data-action=close]").click()
    owner.locator(".reading [data-action=close]").click()
    desk.locator(".pane", has_text=question).locator("[data-part=help]").click()
    desk.locator("#help-words").fill("要打折")
    desk.locator("#help-ask [type=submit]").click()
    expect(desk.locator(".pane-help")).to_be_visible()
    withdrawal = desk.locator(".pane-help .btn")
    assert withdrawal.evaluate("each => each.scrollWidth <= each.clientWidth")
    call = supervisor.locator(".wall-call", has_text="要打折")
    expect(call.locator("[data-read]")).to_have_text(re.compile("Go and help|前往协助"))
    call.locator("[data-read]").click()
    expect(desk.locator(".pane-help")).to_have_count(0)
    expect(call).to_have_count(0)

    # A right withdrawn in mid-listen: the page closes by itself, nothing more comes.
    team = visitors.member(f"owner.{SLUG}", f"/portal/{SLUG}/team")
    row = team.locator(".person", has_text=address(f"supervisor.{SLUG}"))
    row.locator("[data-action=open]").click()
    team.locator("dialog[open] .btn-danger").click()
    expect(row).to_have_count(0)
    expect(supervisor.locator("#line-status")).to_contain_text(GONE)
    expect(supervisor.locator(".reading")).to_have_count(0)
    expect(supervisor.locator("#wall")).to_be_empty()
    expect(desk.locator(".pane-current .pane-watched")).to_have_count(0)
    reply(desk, "还有什么可以帮您？")
    close_question(consumer)
    finish(desk)
