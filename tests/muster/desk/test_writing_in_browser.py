"""Writing for two companies at once, with a colleague at one's elbow, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect
from sqlalchemy import Engine

from muster.db import Acting, unit_of_work
from tenants.queues import replies
from tests.cast import ANN, BEN, HUALAN, RIVAL
from tests.muster.desk.build import in_hand
from tests.muster.desk.conftest import OpenDesk
from tests.muster.media.papers import PDF
from tests.muster.routing import build

pytestmark = pytest.mark.journey


def pane(page: Page, company: str) -> Locator:
    return page.locator(".pane").filter(has=page.get_by_role("heading", name=company))


def said(db_owner: Engine) -> set[tuple[str, str]]:
    rows = build.rows(
        db_owner, "SELECT t.name, m.body FROM messages m JOIN tenants t ON t.id = m.tenant_id"
    )
    return {(row.name, row.body) for row in rows}


def test_two_windows_fast_switching_and_a_forged_page(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    in_hand(db_owner)
    in_hand(db_owner, company=RIVAL, slot=2)
    one, other = open_desk(ANN, clients=2), open_desk(ANN, clients=2)
    expected = set()
    for number in range(3):
        for page in (one, other):
            for company in (HUALAN.name, RIVAL.name):
                text = f"{company} {number} {'one' if page is one else 'other'}"
                page.keyboard.press("Alt+j")
                box = page.locator(".pane-current .reply-text")
                shown = page.locator(".pane-current .band [data-part=company]").inner_text()
                box.fill(text.replace(company, shown))
                box.press("Enter")
                expected.add((shown, text.replace(company, shown)))
    for page in (one, other):
        expect(page.locator(".msg-mine")).to_have_count(12)
        expect(page.locator(".msg-sending")).to_have_count(0)
    assert said(db_owner) == expected

    def lie(route: Route) -> None:
        said = route.request.post_data or ""
        route.continue_(post_data=said.replace(str(HUALAN.id), str(RIVAL.id)))

    one.route("**/messages", lie)
    ours = pane(one, HUALAN.name)
    ours.locator(".reply-text").fill("as somebody else")
    ours.locator(".reply-text").press("Enter")
    expect(ours.locator(".msg-failed")).to_contain_text("another company")
    ours.get_by_role("button", name="Back into the box").click()
    expect(ours.locator(".reply-text")).to_have_value("as somebody else")
    ours.locator(".reply-text").fill("long " * 200_000)
    ours.locator(".reply-text").press("Enter")
    expect(ours.locator(".reply-error")).to_contain_text("characters too many")
    assert len(ours.locator(".reply-text").input_value()) == 1_000_000
    assert said(db_owner) == expected


def test_what_is_typed_before_a_window_is_there_waits_for_it(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    ours, theirs = in_hand(db_owner), in_hand(db_owner, company=RIVAL, slot=2)
    page = open_desk(ANN, clients=2)
    for _ in range(2):
        page.locator(".pane-current [data-part=hide]").click()
    expect(page.locator(".pane")).to_have_count(0)
    page.locator(".contact-open").filter(has_text=HUALAN.name).click()
    pane(page, HUALAN.name).locator(".reply .reply-text").fill("half a word")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/desk/contacts/{theirs}", hold)
    with page.expect_request(f"**/desk/contacts/{theirs}"):
        page.keyboard.press("Alt+j")
    page.keyboard.type("for the others")
    page.keyboard.press("Enter")
    page.keyboard.type("only")
    (on_its_way,) = held
    on_its_way.continue_()
    box = pane(page, RIVAL.name).locator(".reply .reply-text")
    expect(box).to_have_value("for the others\nonly")
    expect(box).to_be_focused()
    expect(pane(page, HUALAN.name).locator(".reply-text")).to_have_value("half a word")
    assert said(db_owner) == set()

    page.locator(".pane-current [data-part=hide]").click()
    page.unroute("**/desk/contacts/*")
    page.route(f"**/desk/contacts/{theirs}", lambda route: route.abort())
    page.keyboard.press("Alt+j")
    expect(page.locator(".flash")).to_contain_text("The line is down")
    expect(page.locator(".pane")).to_have_attribute("data-contact", str(ours))


def test_reply_and_note_have_drafts_of_their_own(db_owner: Engine, open_desk: OpenDesk) -> None:
    in_hand(db_owner)
    page = open_desk(ANN)
    box = page.locator(".pane-current .reply-text")
    box.fill("给顾客")
    page.keyboard.press("Alt+p")
    expect(box).to_have_value("")
    with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        box.fill("给同事")
    page.keyboard.press("Escape")
    expect(box).to_have_value("给顾客")
    elsewhere = open_desk(ANN)
    box = elsewhere.locator(".pane-current .reply-text")
    expect(box).to_have_value("给顾客")
    elsewhere.keyboard.press("Alt+p")
    expect(box).to_have_value("给同事")
    with elsewhere.expect_response(lambda answer: answer.url.endswith("/draft")):
        box.press("Enter")
    expect(box).to_have_value("给顾客")
    rows = build.rows(db_owner, "SELECT body, note FROM desk_drafts")
    assert [(row.body, row.note) for row in rows] == [("给顾客", "")]


def test_a_reply_made_while_the_desk_is_open_is_found_there(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    in_hand(db_owner)
    page = open_desk(ANN)
    with (
        page.expect_response(lambda answer: answer.url.endswith("/desk/clients")) as fetched,
        unit_of_work(Acting(tenant_ids=(HUALAN.id,))),
    ):
        replies.create(HUALAN.id, shortcut="song", title="送货", body="明天送到。")
    fetched.value.finished()
    box = page.locator(".pane-current .reply-text")
    box.press_sequentially("/song")
    expect(page.locator(".pane-current [role=option]")).to_contain_text("明天送到。")
    box.press("Enter")
    expect(box).to_have_value("明天送到。")


def test_who_else_looks_is_said_before_sending(db_owner: Engine, open_desk: OpenDesk) -> None:
    in_hand(db_owner)
    ann, ben = open_desk(ANN), open_desk(BEN)
    others = ann.locator(".reply-others")
    expect(others).to_be_hidden()
    ben.get_by_role("tab", name="All").click()
    ben.locator(".contact-open").click()
    expect(ben.locator(".pane")).to_be_visible()
    expect(others).to_have_text("Ben Bai has this conversation open, too.")
    ben.locator("[data-part=hide]").click()
    expect(others).to_be_hidden()


def test_a_note_names_a_colleague_who_hears_of_it(db_owner: Engine, open_desk: OpenDesk) -> None:
    in_hand(db_owner)
    ann, ben = open_desk(ANN), open_desk(BEN)
    box = ann.locator(".pane-current .reply-text")
    ann.keyboard.press("Alt+p")
    box.press_sequentially("@be")
    expect(ann.get_by_role("option")).to_contain_text("Ben Bai")
    box.press("Enter")
    expect(box).to_have_value("@Ben Bai ")
    box.press_sequentially("老客户，请看")
    box.press("Enter")
    expect(ben.locator("#mentions-count")).to_have_text("1")
    ben.locator("#mentions-open").click()
    ben.locator(".mention").click()
    expect(ben.locator(".pane-current .log")).to_contain_text("@Ben Bai 老客户，请看")
    expect(ben.locator("#mentions-count")).to_be_hidden()


def test_a_file_goes_out_with_its_name_and_comes_back_as_it_was(
    db_owner: Engine, open_desk: OpenDesk
) -> None:
    in_hand(db_owner)
    page = open_desk(ANN)
    document = FilePayload(name="报价 <b>.pdf", mimeType="application/pdf", buffer=PDF)
    page.locator(".pane-current [data-part=file]").set_input_files([document])
    card = page.locator(".pane-current .file-card")
    expect(card).to_contain_text("报价 b.pdf")
    with page.expect_download() as saving:
        card.click()
    assert saving.value.suggested_filename == "报价 b.pdf"
    program = FilePayload(name="a.pdf", mimeType="application/pdf", buffer=b"MZ\x90\x00")
    page.locator(".pane-current [data-part=file]").set_input_files([program])
    expect(page.locator(".pane-current .msg-failed")).to_contain_text("cannot be sent")
