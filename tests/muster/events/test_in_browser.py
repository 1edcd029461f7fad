"""live.js in a real browser, against the web server of production with two processes."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, text

from muster.db import Acting, unit_of_work
from muster.events import replay
from muster.events.actions import Happening, record_many
from muster.runtime.doorway import LISTEN_FD
from muster.runtime.redis_server import RedisServer
from tests.cast import HUALAN, SAM, known_id
from tests.journeys.chromium import launched
from tests.waiting import eventually

pytestmark = pytest.mark.journey

PATIENCE_MILLISECONDS = 60_000
OURS = Acting(tenant_ids=(HUALAN.id,))


@dataclass
class Site:
    """The application as served, and the Redis behind it."""

    address: str
    server: subprocess.Popen[bytes]
    redis: RedisServer
    redis_process: subprocess.Popen[bytes] | None = None

    def start_redis(self) -> None:
        self.redis_process = subprocess.Popen(self.redis.command(), stdout=subprocess.DEVNULL)
        eventually(self.redis.is_ready)

    def kill_redis(self) -> None:
        if self.redis_process is not None:
            self.redis_process.kill()
            self.redis_process.wait()

    def post(self, path: str, body: object = None) -> None:
        line = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=20)
        line.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        assert line.getresponse().status == 204
        line.close()

    def tell(self, *texts: str) -> None:
        self.post("/page/told", texts)

    def kill_web_processes(self) -> None:
        for process in psutil.Process(self.server.pid).children():
            process.kill()


@pytest.fixture(scope="module")
def site(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    redis = RedisServer(tmp_path_factory.mktemp("redis"))
    redis.prepare()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "-c", "python:muster.runtime.gunicorn_conf"),
                f"{__package__}.page:app",
            ],
            env={
                **os.environ,
                **environment,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "REDIS_URL": redis.url,
                "WEB_PROCESSES": "2",
                LISTEN_FD: str(listener.fileno()),
            },
            pass_fds=[listener.fileno()],
        )
        site = Site(f"http://127.0.0.1:{listener.getsockname()[1]}", server, redis)
        site.start_redis()
        yield site
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        site.kill_redis()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def tab(app: Flask, site: Site, chromium: Browser) -> Iterator[Page]:
    """The listening page, open and live."""
    context = chromium.new_context(locale="en")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{site.address}/page/sam")
    expect(tab.locator("html[data-line=up]")).to_be_attached(timeout=PATIENCE_MILLISECONDS)
    yield tab
    context.close()
    assert complaints == []


def heard(tab: Page, *texts: str) -> None:
    """Wait until the page has heard exactly this, in this order."""
    expect(tab.locator("li")).to_have_text(list(texts), timeout=PATIENCE_MILLISECONDS)


def says(tab: Page, words: str) -> None:
    expect(tab.locator("#line-status")).to_contain_text(words, timeout=PATIENCE_MILLISECONDS)


def says_nothing(tab: Page) -> None:
    expect(tab.locator("#line-status")).to_be_empty(timeout=PATIENCE_MILLISECONDS)


def test_what_happens_in_any_process_appears_once(tab: Page, site: Site) -> None:
    texts = [f"消息 {number}" for number in range(10)]
    for said in texts:
        site.tell(said)
    heard(tab, *texts)
    tab.evaluate("line.catchUp()")
    heard(tab, *texts)
    assert tab.evaluate("window.last.payload.text") == texts[-1]


def test_without_redis_the_page_says_so_and_polls_and_misses_nothing(tab: Page, site: Site) -> None:
    site.tell("before")
    heard(tab, "before")
    site.kill_redis()
    says(tab, "Live updates are paused")
    site.tell("meanwhile one", "meanwhile two")
    heard(tab, "before", "meanwhile one", "meanwhile two")
    site.start_redis()
    says_nothing(tab)
    site.tell("after")
    heard(tab, "before", "meanwhile one", "meanwhile two", "after")


def test_a_cut_line_is_opened_again_and_nothing_is_missed(
    tab: Page, site: Site, app: Flask
) -> None:
    site.tell("before")
    heard(tab, "before")
    site.kill_web_processes()
    with unit_of_work(OURS):
        record_many([Happening("test.told", HUALAN.id, payload={"text": "meanwhile"})])
    heard(tab, "before", "meanwhile")
    site.tell("after")
    heard(tab, "before", "meanwhile", "after")


def test_a_push_that_was_lost_is_caught_up(tab: Page, app: Flask) -> None:
    # Told through another Redis, so none of the page's processes hears of it.
    with unit_of_work(OURS):
        record_many([Happening("test.told", HUALAN.id, payload={"text": "unheard"})])
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    heard(tab, "unheard")


def test_what_is_older_than_what_was_told_of_its_contact_is_marked(
    tab: Page, site: Site, app: Flask
) -> None:
    contact = known_id("contact that is talked about")
    with unit_of_work(OURS):
        record_many([Happening("test.told", HUALAN.id, contact, payload={"text": "unheard"})])
    site.tell("newer")
    heard(tab, "newer")
    tab.evaluate("line.catchUp()")
    heard(tab, "unheard", "newer")
    expect(tab.locator("li.late")).to_have_text(["unheard"])


def test_who_missed_too_much_loads_anew_and_goes_on(tab: Page, site: Site, app: Flask) -> None:
    with unit_of_work(OURS):
        record_many(
            Happening("test.told", HUALAN.id, payload={"text": "x"}) for _ in range(replay.MOST + 1)
        )
    site.tell("new")
    heard(tab, "new")  # the push first: it and the answer below travel on lines of their own
    tab.evaluate("line.catchUp()")
    heard(tab)
    site.tell("newer")
    heard(tab, "newer")


def test_a_right_that_changes_opens_the_stream_anew(tab: Page, site: Site) -> None:
    site.post("/page/rights/sam")
    site.tell("one")
    heard(tab, "one")
    says_nothing(tab)


def test_a_right_that_is_lost_ends_it_with_a_word(tab: Page, site: Site, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE login_sessions SET revoked_at = now() WHERE person_id = :sam"),
            {"sam": SAM.id},
        )
    site.post("/page/rights/sam")
    says(tab, "You no longer have access")
    site.tell("secret")
    tab.evaluate("line.catchUp()")
    heard(tab)


def test_a_wrong_clock_does_not_matter(tab: Page, site: Site) -> None:
    tab.clock.install(time=0)
    tab.evaluate("line.catchUp()")
    site.tell("one")
    heard(tab, "one")
    clock = (
        "async () => {"
        " const base = document.querySelector('script[src*=\"js/app.js\"]').src;"
        " const { serverNow } = await import(new URL('clock.js', base));"
        " return serverNow() - Date.parse(window.last.created_at); }"
    )
    assert abs(tab.evaluate(clock)) < 60_000


def test_more_tabs_than_connections_still_load_and_hear(tab: Page, site: Site) -> None:
    tabs = [tab.context.new_page() for _ in range(7)]
    for another in tabs:
        another.goto(f"{site.address}/page/sam")
    site.tell("to all")
    for another in (tab, *tabs):
        heard(another, "to all")
