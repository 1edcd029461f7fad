"""Strings that break programs: sent as questions, messages and names, kept and shown unharmed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect
from redis import Redis
from sqlalchemy import Engine, text

from muster.db import uuid7
from muster.settings import Settings
from tests.cast import ANN, HUALAN
from tests.journeys.visitors import Visitors, accept, ask, finish, own, reply, window_of, write

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "{{7*7}} ${7*7} <%= 7*7 %> {name}",
    "javascript:alert(1)//'\";--",
)
LONGEST_NAME = 80
AT_ONCE = 9  # after ten questions a browser must solve a puzzle first


class Texts(HTMLParser):
    """What stands in the elements of a class, as a person would read it."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.found: list[str] = []
        self.inside = ""
        self.is_shown = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_shown = self.is_shown and tag != "template"
        if self.is_shown and self.wanted in (dict(attrs).get("class") or "").split():
            self.inside = tag
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.is_shown = self.is_shown or tag == "template"
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data


def texts(page: str, wanted: str) -> list[str]:
    reader = Texts(wanted)
    reader.feed(page)
    return reader.found


@pytest.fixture(scope="module")
def naughty() -> list[list[str]]:
    """The Big List of Naughty Strings, a few at a time."""
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if not folder:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    strings: list[str] = json.loads((Path(folder) / "dirty" / "blns.json").read_text("utf-8"))
    return [strings[at : at + AT_ONCE] for at in range(0, len(strings), AT_ONCE)]


@pytest.fixture
def forget_limits(settings: Settings) -> Callable[[], None]:
    """Lets the same person go on, as if an hour had passed."""

    def forget() -> None:
        with Redis.from_url(settings.redis_url) as redis:
            for key in redis.scan_iter("muster:limit:*"):
                redis.delete(key)

    return forget


@pytest.fixture
def conversation(anyone: FlaskClient, db_owner: Engine) -> Callable[[], tuple[str, UUID]]:
    """Asks Hualan something, which Ann opens; gives the page's path and the contact."""

    def begin() -> tuple[str, UUID]:
        asked = {"question": "洗衣机怎么退货？", "company": "hualan"}
        page = anyone.post("/ask", data=asked).headers["Location"]
        with db_owner.begin() as connection:
            contact = connection.execute(
                text(
                    "UPDATE contacts SET state = 'active', agent_id = :agent, agent_slot = NULL, "
                    "opened_at = now() WHERE state = 'queued' RETURNING id"
                ),
                {"agent": ANN.agent_id},
            ).scalar_one()
        return page, contact

    return begin


def test_as_questions(
    anyone: FlaskClient, naughty: Sequence[list[str]], forget_limits: Callable[[], None]
) -> None:
    for some in naughty:
        forget_limits()
        for string in some:
            answer = anyone.post("/ask", data={"question": string, "company": "hualan"})
            if not string.strip():
                assert answer.status_code == 422
                continue
            assert answer.status_code == 303, string
            page = anyone.get(answer.headers["Location"]).text
            assert texts(page, "inquiry-question") == [string.strip()]


def test_as_messages_of_both_sides(
    anyone: FlaskClient,
    client_for: Callable[[str], FlaskClient],
    naughty: Sequence[list[str]],
    forget_limits: Callable[[], None],
    conversation: Callable[[], tuple[str, UUID]],
) -> None:
    ann = client_for("ann")
    for some in naughty:
        forget_limits()
        path, contact = conversation()
        for string in some:
            said = {"id": str(uuid7()), "body": string, "kind": "text", "tenant_id": str(HUALAN.id)}
            theirs = ann.post(f"/desk/contacts/{contact}/messages", json=said)
            said["id"] = str(uuid7())
            mine = anyone.post(f"{path}/contacts/{contact}/messages", json=said)
            expected = 201 if string.strip() else 422
            assert (theirs.status_code, mine.status_code) == (expected, expected), string
        sent = [string for string in some if string.strip() for _ in range(2)]
        assert texts(anyone.get(path).text, "said-text") == sent
        at_the_desk = ann.get(f"/desk/contacts/{contact}").get_json()["messages"]
        assert [each["body"] for each in at_the_desk if each["kind"] == "text"] == sent


def test_as_names(
    anyone: FlaskClient,
    client_for: Callable[[str], FlaskClient],
    naughty: Sequence[list[str]],
    forget_limits: Callable[[], None],
    conversation: Callable[[], tuple[str, UUID]],
) -> None:
    ann = client_for("ann")
    for some in naughty:
        forget_limits()
        path, contact = conversation()
        taken = []
        for at, string in enumerate(some):
            name = " ".join(string.split())
            given = {"name": string, "phone": f"138001380{at:02}"}
            answer = anyone.post(
                f"{path}/contacts/{contact}/number",
                data=given,
                headers={"Accept": "application/json"},
            )
            if not 0 < len(name) <= LONGEST_NAME:
                assert answer.status_code == 422, string
                continue
            assert answer.status_code == 204, string
            shown = ann.get(f"/desk/contacts/{contact}").get_json()["contact"]["consumer_name"]
            assert shown == name
            taken.append(name)
        notices = texts(anyone.get(path).text, "said-notice")
        assert all(name in notice for name, notice in zip(taken, notices, strict=True))


def test_scripts_stay_words_in_every_browser(visitors: Visitors) -> None:
    (agent,) = visitors.seated(["The PC Rescuer"])
    desk = visitors.agent(agent)
    supervisor = visitors.member("supervisor.pc-rescuer", "/portal/pc-rescuer/live")
    consumer = visitors.page("en")
    consumer.goto("/ask?company=pc-rescuer")
    shown = own("Is this safe?")  # as much as an offer shows
    question = " ".join((shown, *SCRIPTS))
    ask(consumer, question)
    expect(consumer.locator(".inquiry-question")).to_have_text(question)
    accept(desk, shown)
    expect(desk.locator(".pane-current .log")).to_contain_text(question)
    window = window_of(consumer, "The PC Rescuer")
    supervisor.locator(".wall-contact", has_text=shown).locator("[data-read]").click()
    expect(supervisor.locator(".reading")).to_contain_text(question)
    for string in SCRIPTS:
        write(window, f"c {string}")
        reply(desk, f"a {string}")
        for place in (window, desk.locator(".pane-current .log"), supervisor.locator(".reading")):
            for text_ in (f"c {string}", f"a {string}"):
                expect(place.get_by_text(text_, exact=True)).to_have_count(1)
    window.get_by_role("button", name="Choose", exact=True).click()
    consumer.fill("#choice-name", SCRIPTS[1])
    consumer.locator("#ask-choice [type=submit]").click()
    for page in (consumer, desk, supervisor):
        expect(page.locator("body")).to_contain_text(SCRIPTS[1])
    consumer.reload()
    for string in SCRIPTS:
        expect(window.get_by_text(f"c {string}", exact=True)).to_have_count(1)
    expect(consumer.locator("img[src=x], svg[onload]")).to_have_count(0)
    finish(desk)
