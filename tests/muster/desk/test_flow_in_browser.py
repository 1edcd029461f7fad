"""Closing with fields, snoozing, a consult and a handover, by hand and by keys in real browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from muster.closing import ending
from muster.conversations import actions as conversations
from muster.conversations.models import Contact, ContactState
from muster.db import Acting, unit_of_work
from tests.cast import ANN, BEN, HUALAN
from tests.muster.closing.build import asks, field, notices
from tests.muster.desk.build import asked, consumer_writes, in_hand
from tests.muster.desk.conftest import OpenDesk
from tests.muster.routing import build
from tests.waiting import eventually

pytestmark = pytest.mark.journey

FRAME_MILLISECONDS = 50  # in which the page takes in what it was answered


def open_contact(desk: Page) -> None:
    desk.locator(".contact-open").first.click()
    expect(desk.locator(".pane .reply-text")).to_be_visible()


def test_a_click_is_not_lost_because_the_list_moved_under_it(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    first = in_hand(db_owner, inquiry_id=asked(db_owner))
    second = in_hand(db_owner, slot=2)
    desk = open_desk(ANN)
    desk.evaluate("document.addEventListener('live:message.posted', () => console.log('told'))")
    one, other = (desk.locator(f'.contact-row[data-id="{each}"]') for each in (first, second))
    one.locator(".contact-open").click()
    expect(one).to_have_class(re.compile("contact-current"))
    other.locator(".contact-open").hover()
    desk.mouse.down()
    with desk.expect_console_message(lambda told: told.text == "told"):
        consumer_writes(db_owner, first, "还在吗？")
    desk.wait_for_timeout(FRAME_MILLISECONDS)
    desk.mouse.up()
    expect(other).to_have_class(re.compile("contact-current"))
    expect(one).to_contain_text("还在吗？")


def test_closing_asks_for_what_is_required(db_owner: Engine, open_desk: OpenDesk) -> None:
    asks(db_owner, field("order"), field("why", "choice", "late", "broken", required=False))
    contact_id = in_hand(db_owner)
    desk = open_desk(ANN)
    open_contact(desk)
    desk.keyboard.press("Alt+KeyE")
    desk.keyboard.press("1")
    order = desk.get_by_label("Order (required)")
    expect(order).to_be_focused()
    order.press("Enter")
    expect(desk.locator(".asked-field .field-error").first).to_have_text("Please fill this in.")
    expect(order).to_have_attribute("aria-invalid", "true")
    order.fill("A-7 <b>")
    desk.get_by_label("Why").select_option("late")
    order.press("Enter")
    expect(desk.locator(".pane")).to_have_count(0)
    contact = build.look(db_owner, Contact, contact_id)
    assert [answer["value"] for answer in contact.disposition_answers] == ["A-7 <b>", "late"]


def test_wrap_up_shows_its_clock_and_what_is_asked_for_by_now(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    in_hand(db_owner)
    desk = open_desk(ANN)
    open_contact(desk)
    desk.keyboard.press("Alt+KeyE")
    desk.get_by_role("button", name="End now, choose later").click()
    expect(desk.locator(".closing-clock")).to_contain_text("Wrap-up ends in")
    asks(db_owner, field("order"))
    desk.locator(".closing").get_by_role("button").first.click()
    order = desk.get_by_label("Order (required)")
    expect(order).to_be_focused()
    expect(order).to_have_attribute("aria-invalid", "true")
    order.fill("A-7")
    order.press("Enter")
    expect(desk.locator(".pane")).to_have_count(0)


def test_what_the_clock_ends_does_not_leave_without_a_word(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    contact_id = in_hand(db_owner)
    desk = open_desk(ANN)
    open_contact(desk)
    desk.keyboard.press("Alt+KeyE")
    desk.get_by_role("button", name="End now, choose later").click()
    expect(desk.locator(".closing-clock")).to_contain_text("Wrap-up ends in")
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,), staff=True)):
        ending.close_by_rule(contact_id, ANN.agent_id, ContactState.WRAP_UP)
    expect(desk.locator(".flash-warning")).to_contain_text("time for wrap-up is over")
    expect(desk.locator(".pane")).to_have_count(0)


def test_a_contact_is_snoozed_and_fetched_back(db_owner: Engine, open_desk: OpenDesk) -> None:
    contact_id = in_hand(db_owner)
    desk = open_desk(ANN)
    open_contact(desk)
    desk.keyboard.press("Alt+KeyM")
    desk.get_by_role("button", name="Until the consumer writes").click()
    expect(desk.locator(".pane")).to_have_count(0)
    expect(desk.locator('[data-count="snoozed"]')).to_have_text("1")
    desk.locator("#tab-snoozed").click()
    desk.locator(".contact-open").first.click()
    desk.get_by_role("button", name="Fetch it back").click()
    expect(desk.locator(".pane .reply-text")).to_be_visible()
    assert build.look(db_owner, Contact, contact_id).state == "active"


def test_nobody_is_told_that_what_has_ended_is_theirs_as_before(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    build.agents(db_owner, [BEN])
    contact_id = in_hand(db_owner)
    ann = open_desk(ANN)
    open_contact(ann)
    ann.keyboard.press("Alt+KeyT")
    ann.locator("#pass").get_by_role("button", name="Pass on").click()
    expect(ann.locator(".pane-bar").first).to_contain_text(f"{BEN.name} is asked")
    with (
        ann.expect_response(lambda told: "/desk/transfers" in told.url) as asked_anew,
        unit_of_work(Acting(tenant_ids=(HUALAN.id,))),
    ):
        conversations.end(conversations.find(contact_id), "inquiry.closed")
    asked_anew.value.finished()
    expect(ann.locator(".pane-bar").first).to_be_hidden()
    expect(ann.locator(".pane")).to_contain_text("The conversation is over")
    expect(ann.locator("#flash", has_text="yours as before")).to_have_count(0)


def test_a_consult_and_a_handover(db_owner: Engine, open_desk: OpenDesk) -> None:
    build.agents(db_owner, [BEN])
    contact_id = in_hand(db_owner)
    ann, ben = open_desk(ANN), open_desk(BEN)
    open_contact(ann)
    ann.keyboard.press("Alt+KeyT")
    ann.get_by_text("Ask for advice first").click()
    ann.locator("#pass-to").select_option(label=f"{BEN.name} · Available")
    ann.locator("#pass-note").fill("Is <i>this</i> covered?")
    ann.locator("#pass").get_by_role("button", name="Pass on").click()
    expect(ann.locator(".pane-bar").first).to_contain_text(f"{BEN.name} is asked")
    card = ben.locator("#asks .call")
    expect(card).to_contain_text("Is <i>this</i> covered?")
    card.get_by_role("button", name="Accept").click()
    expect(ben.locator(".pane .note-switch")).to_be_hidden()
    expect(ben.locator("#beside .contact-open")).to_be_visible()
    expect(ben.locator("#inbox-empty")).to_be_hidden()
    ben.locator(".pane .reply-text").fill("Yes, until May")
    ben.keyboard.press("Enter")
    expect(ann.locator(".pane .msg-note").last).to_contain_text("Yes, until May")
    ann.get_by_role("button", name="Hand over").click()
    expect(ben.locator(".pane [data-part=close]")).to_be_visible()
    expect(ann.locator(".contact-open")).to_have_count(0)
    eventually(lambda: build.look(db_owner, Contact, contact_id).agent_id == BEN.agent_id)
    assert notices(db_owner, contact_id) == [("agent.took_over", {"name": BEN.name})]


def test_declined_it_is_mine_as_before(db_owner: Engine, open_desk: OpenDesk) -> None:
    build.agents(db_owner, [BEN])
    in_hand(db_owner)
    ann, ben = open_desk(ANN), open_desk(BEN)
    open_contact(ann)
    ann.keyboard.press("Alt+KeyT")
    expect(ann.locator("#pass-to option")).to_have_count(1)
    ann.locator("#pass").get_by_role("button", name="Pass on").click()
    ben.locator("#asks .call").get_by_role("button", name="Decline").click()
    expect(ben.locator("#asks .call")).to_have_count(0)
    expect(ann.locator(".flash-info")).to_contain_text("did not take it")
    expect(ann.locator(".pane .reply-text")).to_be_visible()
