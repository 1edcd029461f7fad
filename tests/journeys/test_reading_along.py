"""A supervisor opens a conversation while it goes on: no message falls between two looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.holding import Held
from tests.journeys.visitors import Visitors, accept, ask, close_question, finish, own, reply

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

COMPANY, SLUG = "Pixel Bench", "pixelbench"
HEARD = "document.addEventListener('live:message.posted', () => console.log('heard'))"


def once(page: Page, text: str) -> None:
    expect(lines(page).filter(has_text=text)).to_have_count(1)


def lines(page: Page) -> Locator:
    return page.locator(".reading .transcript > li")


def test_what_is_said_while_a_conversation_is_opened_is_read(visitors: Visitors) -> None:
    (agent,) = visitors.seated([COMPANY])
    desk = visitors.agent(agent)
    consumer = visitors.page("en")
    consumer.goto(f"/ask?company={SLUG}")
    question = own("Which laptop is quiet?")
    ask(consumer, question)
    accept(desk, question)
    reply(desk, "Said before anybody looked.")

    # Between the page and its stream.
    supervisor = visitors.member(f"supervisor.{SLUG}", "/account")
    stream = Held(supervisor, f"**/portal/{SLUG}/live/stream*")
    supervisor.goto(f"/portal/{SLUG}/live")
    supervisor.evaluate(HEARD)
    stream.wait_until_asked()
    reply(desk, "Said before the line stood.")
    expect(desk.locator(".msg-sending")).to_have_count(0)
    with supervisor.expect_console_message(lambda told: told.text == "heard"):
        stream.go_on()

    # Between the transcript and its arrival.
    transcript = Held(supervisor, f"**/portal/{SLUG}/live/contacts/*")
    supervisor.locator(".wall-contact", has_text=question).locator("[data-read]").click()
    transcript.wait_until_answered()
    with supervisor.expect_console_message(lambda told: told.text == "heard"):
        reply(desk, "Said while the transcript was on its way.")
    transcript.go_on()
    for text in ("before anybody looked", "before the line stood", "while the transcript was"):
        once(supervisor, text)
    reply(desk, "Said while it is read.")
    once(supervisor, "Said while it is read.")
    texts = lines(supervisor).all_inner_texts()
    said = [line for line in texts if "Said " in line]
    assert [line[line.index("Said ") :].split()[1] for line in said] == [
        "before",
        "before",
        "while",
        "while",
    ]
    close_question(consumer)
    finish(desk)
