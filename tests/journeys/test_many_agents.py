"""Sixty consumers and twelve agents: who gets whom, by skill and language, and in which order.

Two of them have real browsers; the others send what the pages send. Time is moved in the
database and by the clocks that the scheduler rings, never waited for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, text

from muster.routing import clocks, passes
from muster.routing.dispatcher import EXTENSION
from tests.cast import ANN, HUALAN, PASSWORD
from tests.journeys.crew import TEAM, Team, ask, contact_of, kind, question, seated
from tests.journeys.looking import look
from tests.muster.routing import build
from tests.muster.web.serving import served

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

ClientFor = Callable[[str], FlaskClient]
PHONE = "+8613800138000"
IN_LINE = """
SELECT c.opening FROM contact_changes h JOIN contacts c ON c.id = h.contact_id
WHERE h.state = 'offered' AND c.opening LIKE '你们%' ORDER BY h.created_at, c.created_at
"""


@pytest.fixture
def root(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture
def team(app: Flask, db_owner: Engine, client_for: ClientFor) -> Team:
    return seated(app, db_owner, client_for("sam"))


def moved_back(app: Flask, owner: Engine, what: str, ring: Callable[[], None]) -> None:
    """Time passes for these rows, and the scheduler's clock rings."""
    with owner.begin() as connection:
        assert connection.execute(text(what)).rowcount
    ring()
    assert app.extensions[EXTENSION].wait_idle(30)


def page_of(browser: Browser, locale: str, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale).new_page()
    page.goto(address)
    return page


def at_the_desk(browser: Browser, root: str) -> Page:
    """Ann, in a browser, available."""
    page = page_of(browser, "en-GB", f"{root}/desk")
    page.fill("#email", ANN.email)
    page.fill("#password", PASSWORD)
    page.click("form .btn-primary")
    page.wait_for_url("**/desk")
    expect(page.locator("#desk-data[data-ready]")).to_be_attached()
    be_available(page)
    return page


def be_available(page: Page) -> None:
    page.locator("#state-menu summary").click()
    page.locator("#state-form [value=available]").click()
    expect(page.locator(".me-state")).to_have_attribute("data-state", "available")


def asks(browser: Browser, root: str, question: str) -> Page:
    """A consumer, in a browser, who has asked Hualan."""
    page = page_of(browser, "zh-CN", f"{root}/ask?company={HUALAN.slug}")
    page.locator("#question").fill(question)
    page.locator("#ask [type=submit]").click()
    page.wait_for_url("**/i/*")
    return page


def leaves_a_message_and_a_number(page: Page) -> None:
    """What a consumer can do who waits; what is missing is said beside its field."""
    page.locator("[data-ask=message]").first.click()
    dialog = page.locator("#ask-message")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("#message-body-error")).to_be_visible()
    dialog.locator("#message-body").fill("请 <b>给我</b> 写信")
    dialog.locator("[type=submit]").click()
    expect(page.locator(".transcript").first).to_contain_text("请 <b>给我</b> 写信")
    page.locator("[data-ask=number]").first.click()
    dialog = page.locator("#ask-number")
    dialog.locator("#number-name").fill("王小明")
    dialog.locator("#number-phone").fill("13900139000")
    dialog.locator("[type=submit]").click()
    expect(page.locator(".window-done").first).to_be_visible()


def test_twelve_agents_and_sixty_contacts(
    app: Flask, chromium: Browser, root: str, team: Team, client_for: ClientFor, db_owner: Engine
) -> None:
    ann = at_the_desk(chromium, root)

    # Not responding: Ann lets it pass, the next who can do it gets it, the consumer an answer.
    consumer = asks(chromium, root, question(1))
    expect(ann.locator(".call", has_text=question(1))).to_be_visible()
    team.start("dai", "ivy")
    late = "UPDATE contacts SET offer_expires_at = now() - interval '1 second'"
    moved_back(app, db_owner, late, passes.return_expired)
    expect(ann.locator(".me-state")).to_have_attribute("data-state", "not_responding")
    assert team.mine("ivy", "offered") == []
    (taken,) = team.mine("dai", "offered")
    team.answer("dai", taken, "周三可以上门")
    expect(consumer.locator(".transcript").first).to_contain_text("周三可以上门")
    consumer.context.close()

    # Sixty contacts: each to somebody who speaks the language and has the skill at its level.
    be_available(ann)
    team.start(*(name for name in TEAM if name != "ann"))
    pages = {number: ask(app, number) for number in range(2, 59)}
    team.check()
    waiting = {row.opening for row in team.waiting()}
    ann.locator(".call [data-part=accept]").first.click()
    expect(ann.locator(".pane-current .reply-text")).to_be_visible()

    # VIP: the youngest of the queue leaves a number that is on the list, and is next.
    youngest = max(n for n in pages if kind(n) == ("Sales", "zh"))
    assert question(youngest) in waiting
    listed = {"name": "Mr Li", "phone": PHONE, "queue_id": str(team.queues["Sales"])}
    assert client_for("sam").post("/portal/hualan/vips", data=listed).status_code == 303
    vip = contact_of(db_owner, question(youngest))
    number = {"name": "Li", "phone": PHONE}
    left = app.test_client().post(f"{pages[youngest]}/contacts/{vip.id}/number", data=number)
    assert left.status_code == 303
    team.finish_one("ivy")
    assert contact_of(db_owner, question(youngest)).agent_id == team.ids["ivy"]

    # Overflow: who has waited beyond the red line goes on to the other queue, whose agents need
    # no skill for it, and is the oldest there.
    long = max(n for n in pages if kind(n) == ("Sales", "en"))
    assert question(long) in waiting
    past = "UPDATE contacts SET created_at = now() - interval '2 days' WHERE opening = '{}'"
    moved_back(app, db_owner, past.format(question(long)), clocks.overflow_due)
    assert contact_of(db_owner, question(long)).queue_id == HUALAN.queue_id
    team.finish_one("leo")
    assert contact_of(db_owner, question(long)).agent_id == team.ids["leo"]

    # A call-back keeps its place, with the page closed and others behind.
    caller = asks(chromium, root, question(59))
    expect(caller.locator(".asked-wait").first).to_have_text(re.compile("您前面还有|下一位就是您"))
    place = waits_of(app, caller.url)
    leaves_a_message_and_a_number(caller)
    look(caller)
    expect(caller.locator(".asked-wait").first).to_contain_text("排队位置已保留")
    address = caller.url
    caller.context.close()
    ask(app, 60)
    assert waits_of(app, address) == place
    team.check()

    # Everybody is answered, by one agent each, who fits; in each line by age.
    team.finish_all()
    rows = build.rows(db_owner, "SELECT * FROM contacts")
    assert len(rows) == len({row.id for row in rows if row.state == "closed"}) == 60
    names = {agent_id: name for name, agent_id in team.ids.items()}
    assert all(team.fits(names[row.first_agent_id], row) for row in rows)
    order = [row.opening for row in build.rows(db_owner, IN_LINE)]
    assert order == [question(n) for n in range(1, 61) if kind(n) == ("Customers", "zh")]


def waits_of(app: Flask, address: str) -> str:
    """What the consumer's page reads about the place in line, without how long."""
    path = "/i/" + address.partition("/i/")[2].partition("?")[0].partition("#")[0]
    (line,) = app.test_client().get(f"{path}/waits").get_json().values()
    return str(line).partition(".")[0].partition("。")[0]
