"""A working day at the desk, in a real browser against the web server of production."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from muster.conversations.models import Contact
from muster.db import Acting, unit_of_work
from muster.events import bus
from muster.routing import passes
from muster.routing.actions import release
from tests.cast import ANN, BEN, HUALAN, RIVAL
from tests.journeys.axe import serious_findings
from tests.journeys.holding import Held
from tests.muster.desk.build import asked, consumer_writes, in_hand
from tests.muster.desk.conftest import OpenDesk
from tests.muster.routing import build
from tests.waiting import eventually

pytestmark = pytest.mark.journey


def said(db_owner: Engine) -> list[tuple[str, str]]:
    rows = build.rows(
        db_owner, "SELECT kind, body FROM messages WHERE kind <> 'notice' ORDER BY number"
    )
    return [(row.kind, row.body) for row in rows]


def log(page: Page) -> Locator:
    return page.locator(".pane-current .log")


def box(page: Page) -> Locator:
    return page.locator(".pane-current .reply-text")


def test_offered_taken_answered_and_closed_by_keys(db_owner: Engine, open_desk: OpenDesk) -> None:
    page = open_desk(ANN)
    expect(page.locator("#me-state")).to_have_text("Offline")
    page.get_by_role("button", name="I am available").first.click()
    expect(page.locator("#me-state")).to_have_text("Available")

    contact_id = build.contact(
        db_owner, inquiry_id=asked(db_owner), opening="洗衣机不转了 <b>E4</b>"
    )
    passes.run([HUALAN.id])
    offer = page.locator(".call")
    expect(offer).to_contain_text("华澜家电")
    expect(offer).to_contain_text("洗衣机不转了 <b>E4</b>")
    expect(page).to_have_title(re.compile(r"^\(1\) "))

    page.keyboard.press("Alt+a")
    expect(offer).to_have_count(0)
    expect(log(page)).to_contain_text("安 妮 joined the conversation")
    expect(page.locator(".pane-current .band")).to_contain_text("You answer as 华澜家电")
    expect(page.locator("#me-state")).to_have_text("Interacting")

    expect(box(page)).to_be_focused()
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("")
    expect(log(page)).to_contain_text("第二行")
    page.keyboard.press("Alt+p")
    page.keyboard.type("VIP")
    page.keyboard.press("Enter")
    expect(log(page).locator(".msg-note")).to_contain_text("VIP")
    expect(log(page).locator(".msg-sending")).to_have_count(0)

    consumer_writes(db_owner, contact_id, "好的,谢谢!")
    expect(log(page)).to_contain_text("好的,谢谢!")

    page.keyboard.press("Alt+e")
    page.keyboard.press("1")
    expect(page.locator(".pane")).to_have_count(0)
    expect(page.locator("#me-state")).to_have_text("Available")
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.disposition_id) == ("closed", HUALAN.disposition_id)
    assert said(db_owner) == [("text", "第一行\n第二行"), ("note", "VIP"), ("text", "好的,谢谢!")]


def test_what_is_typed_survives_a_reload_and_another_machine(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    in_hand(db_owner)
    page = open_desk(ANN)
    with page.expect_response(lambda response: response.url.endswith("/draft")):
        box(page).fill("还没写完")
    expect(page.locator(".contact-draft")).to_be_visible()
    page.reload()
    expect(box(page)).to_have_value("还没写完")
    elsewhere = open_desk(ANN)
    expect(box(elsewhere)).to_have_value("还没写完")


def test_every_beginning_of_a_message_is_told(db_owner: Engine, open_desk: OpenDesk) -> None:
    in_hand(db_owner)
    page = open_desk(ANN)
    for text in ("首先", "其次"):
        with page.expect_request("**/typing"):
            box(page).press_sequentially(text)
        box(page).press("Enter")
        expect(log(page)).to_contain_text(text)


def test_what_is_written_while_a_window_is_on_its_way_stands_in_it(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    build.agents(db_owner, [ANN], languages=[])
    contact_id = build.contact(db_owner, inquiry_id=asked(db_owner))
    page = open_desk(ANN)
    page.evaluate("document.addEventListener('live:message.posted', () => console.log('told'))")

    window = Held(page, f"**/desk/contacts/{contact_id}")
    page.get_by_role("tab", name="Waiting").click()
    page.get_by_role("button", name="Take", exact=True).click()
    window.wait_until_answered()
    with page.expect_console_message(lambda told: told.text == "told"):
        consumer_writes(db_owner, contact_id, "迟到的一句")
    window.go_on()
    expect(log(page).get_by_text("迟到的一句")).to_have_count(1)


def test_sent_without_a_line_arrives_once_when_it_is_back(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    in_hand(db_owner)
    page = open_desk(ANN)
    page.context.set_offline(True)
    box(page).fill("在断线时写的")
    box(page).press("Enter")
    expect(log(page).locator(".msg-sending")).to_contain_text("在断线时写的")
    assert said(db_owner) == []
    page.context.set_offline(False)
    expect(log(page).locator(".msg-sending")).to_have_count(0)
    expect(log(page).get_by_text("在断线时写的")).to_have_count(1)
    page.reload()
    expect(log(page).get_by_text("在断线时写的")).to_have_count(1)
    assert said(db_owner) == [("text", "在断线时写的")]


def test_what_was_on_its_way_goes_on_after_a_reload(db_owner: Engine, open_desk: OpenDesk) -> None:
    in_hand(db_owner)
    page = open_desk(ANN)
    page.route("**/messages", lambda route: route.abort())
    box(page).fill("刷新前发的")
    box(page).press("Enter")
    expect(log(page).locator(".msg-sending")).to_have_count(1)
    page.unroute("**/messages")
    page.reload()
    expect(log(page).locator(".msg-sending")).to_have_count(0)
    expect(log(page).get_by_text("刷新前发的")).to_have_count(1)
    assert said(db_owner) == [("text", "刷新前发的")]


def test_a_refused_message_can_be_taken_back(db_owner: Engine, open_desk: OpenDesk) -> None:
    contact_id = in_hand(db_owner)
    page = open_desk(ANN)
    expect(box(page)).to_be_visible()
    with db_owner.begin() as connection:  # a page that does not know it yet
        connection.exec_driver_sql(
            "UPDATE contacts SET agent_id = %s WHERE id = %s", (BEN.agent_id, contact_id)
        )
    box(page).fill("太晚了")
    box(page).press("Enter")
    failed = log(page).locator(".msg-failed")
    expect(failed).to_contain_text("not yours any more")
    failed.get_by_role("button", name="Back into the box").click()
    expect(box(page)).to_have_value("太晚了")
    assert said(db_owner) == []


def test_two_agents_reach_for_one_contact(db_owner: Engine, open_desk: OpenDesk) -> None:
    build.agents(db_owner, [ANN, BEN], languages=[])
    build.contact(db_owner)
    ann, ben = open_desk(ANN), open_desk(BEN)
    for page in (ann, ben):
        page.get_by_role("tab", name="Waiting").click()
        expect(page.get_by_role("button", name="Take", exact=True)).to_be_visible()
    ben.get_by_role("button", name="Take", exact=True).click()
    expect(log(ben)).to_contain_text("Ben Bai joined the conversation")
    taking = ann.get_by_role("button", name="Take", exact=True)
    if taking.is_visible():
        taking.evaluate("button => button.click()")
    expect(ann.get_by_role("tab", name="Waiting")).to_have_text("Waiting")
    ann.get_by_role("tab", name="All").click()
    expect(ann.locator(".contact-row")).to_contain_text("with Ben Bai")
    ann.locator(".contact-open").click()
    expect(ann.locator(".closed-foot")).to_contain_text("Ben Bai has this conversation")


def test_canned_replies_fill_in_who_speaks(db_owner: Engine, open_desk: OpenDesk) -> None:
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE canned_replies SET title = '问候语', folder = '开场',"
            " body = '我是{{company}}的{{ agent_name }}，{{consumer_name}}。{{x}}'"
        )
    in_hand(db_owner)
    page = open_desk(ANN)
    box(page).press_sequentially("嗯 /候")
    expect(page.get_by_role("option")).to_contain_text("问候语")
    box(page).press("Enter")
    expect(box(page)).to_have_value("嗯 我是华澜家电的安 妮，{{consumer_name}}。{{x}}")
    expect(page.locator(".reply-blanks")).to_contain_text("{{consumer_name}}")
    box(page).press("Enter")
    expect(page.locator(".pane-current .reply-error")).to_have_text(
        "Fill this in first: {{consumer_name}}"
    )
    assert said(db_owner) == []
    page.keyboard.type("王女士")  # over the place, which is selected
    expect(page.locator(".reply-blanks")).to_be_hidden()
    box(page).press("Enter")
    expect(log(page)).to_contain_text("嗯 我是华澜家电的安 妮，王女士。{{x}}")
    eventually(lambda: build.rows(db_owner, "SELECT 1 FROM canned_replies WHERE use_count = 1"))
    page.keyboard.press("Control+k")
    page.keyboard.type("break")
    page.keyboard.press("Enter")
    expect(page.locator("#me-note")).to_contain_text("Break")


def test_each_window_answers_as_its_own_company(db_owner: Engine, open_desk: OpenDesk) -> None:
    build.assign(db_owner, ANN, RIVAL)
    ours = in_hand(db_owner)
    theirs = in_hand(db_owner, company=RIVAL, slot=2)
    page = open_desk(ANN, clients=2)
    panes = page.locator(".pane")
    expect(panes).to_have_count(2)
    for name, body in (("华澜家电", "from ours"), ("Rival Travel", "from theirs")):
        pane = panes.filter(has=page.get_by_role("heading", name=name))
        expect(pane.locator(".band")).to_contain_text(name)
        pane.locator(".reply-text").fill(body)
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+j")
    page.keyboard.press("Enter")
    expect(page.locator(".msg-mine")).to_have_count(2)
    expect(page.locator(".msg-sending")).to_have_count(0)
    rows = build.rows(db_owner, "SELECT contact_id, tenant_id, body FROM messages")
    assert {(row.contact_id, row.tenant_id, row.body) for row in rows} == {
        (ours, HUALAN.id, "from ours"),
        (theirs, RIVAL.id, "from theirs"),
    }


def test_an_ended_seat_takes_the_client_off_the_desk(
    app: Flask, db_owner: Engine, open_desk: OpenDesk
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    in_hand(db_owner)
    in_hand(db_owner, company=RIVAL, slot=2)
    page = open_desk(ANN, clients=2)
    expect(page.locator(".pane")).to_have_count(2)

    build.end_assignment(db_owner, ANN, RIVAL)
    with unit_of_work(Acting(tenant_ids=(RIVAL.id,), staff=True)):
        release(RIVAL.id, ANN.agent_id)
    bus.rights_changed(ANN.id)

    expect(page.locator(".contact-row")).to_have_count(1)
    expect(page.locator(".pane")).to_have_count(1)
    expect(page.locator(".pane")).to_contain_text("华澜家电")
    expect(page.locator("#flash")).to_contain_text("You do not serve Rival Travel any more.")


def test_who_accepts_twice_takes_it_once(db_owner: Engine, open_desk: OpenDesk) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    build.contact(
        db_owner, state="offered", agent_id=ANN.agent_id, agent_slot=1, offer_expires_at=later
    )
    page = open_desk(ANN)
    taken: list[str] = []
    page.on("request", lambda sent: taken.append(sent.url) if "/opening" in sent.url else None)
    page.locator(".call [data-part=accept]").dblclick()
    expect(page.locator(".pane-current .band")).to_contain_text("You answer as 华澜家电")
    assert len(taken) == 1
    expect(page.locator("#flash > *")).to_have_count(0)


def test_an_offer_that_a_colleague_got_says_so(db_owner: Engine, open_desk: OpenDesk) -> None:
    build.agents(db_owner, [ANN, BEN])
    later = datetime.now(UTC) + timedelta(hours=1)
    contact_id = build.contact(
        db_owner, state="offered", agent_id=ANN.agent_id, agent_slot=1, offer_expires_at=later
    )
    page = open_desk(ANN)
    accept = page.locator(".call [data-part=accept]")
    expect(accept).to_be_visible()
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE contacts SET state = 'active', agent_id = %s WHERE id = %s",
            (BEN.agent_id, contact_id),
        )
    accept.click()
    told = page.locator("#flash")
    expect(told).to_contain_text(f"You did not get the contact for {HUALAN.name}: {BEN.name}")
    expect(accept).to_have_count(0)


@pytest.mark.parametrize(("locale", "width"), [("en", 1024), ("zh", 1920)])
def test_nothing_serious_for_who_cannot_see(
    db_owner: Engine, open_desk: OpenDesk, locale: str, width: int
) -> None:
    contact_id = in_hand(db_owner, inquiry_id=asked(db_owner))
    consumer_writes(db_owner, contact_id, "在吗")
    later = datetime.now(UTC) + timedelta(hours=1)
    build.contact(
        db_owner, state="offered", agent_id=ANN.agent_id, agent_slot=2, offer_expires_at=later
    )
    page = open_desk(ANN, locale=locale, width=width)
    expect(log(page)).to_contain_text("在吗")
    assert serious_findings(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert serious_findings(page) == []
    page.keyboard.press("Alt+p")
    page.keyboard.type("/")
    expect(page.get_by_role("option").first).to_be_visible()
    assert serious_findings(page) == []
    page.keyboard.press("Control+k")
    expect(page.locator("#commands").get_by_role("option").first).to_be_visible()
    assert serious_findings(page) == []
