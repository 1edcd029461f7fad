"""The operator's pages in a real browser: for everybody, within the page, in both languages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import Engine, func, text
from werkzeug.serving import make_server

from muster import jobs, mail
from muster.db import Acting, unit_of_work
from tests.journeys.axe import serious_findings
from tests.journeys.chromium import launched
from tests.muster.jobs import crew
from tests.muster.jobs.book import alter, want
from tests.muster.routing import build

pytestmark = pytest.mark.journey
PAGES = ("/ops", "/ops/jobs", "/ops/mail", "/ops/audit", "/portal/hualan/audit")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture
def address(app: Flask, db_owner: Engine) -> Iterator[str]:
    """Where the application listens, with something on each page."""
    with crew.on_board():
        build.contacts(db_owner, 3, created_at=func.now() - text("interval '61 seconds'"))
        alter(
            db_owner,
            want("crew.fail", what="x"),
            "dead_at = now(), error = repeat('x', 90)",
        )
        with unit_of_work(Acting(identity=True)):
            mail.send("vera.with.a.long.name@customers.example.com", "欢迎来到华澜家电", "你好")
        jobs.run_due()
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("width", "locale", "scheme"), [(360, "zh", "light"), (1280, "en", "dark")]
)
def test_each_page_is_for_everybody(
    browser: Browser,
    client_for: Callable[[str], FlaskClient],
    address: str,
    width: int,
    locale: str,
    scheme: str,
) -> None:
    for path in PAGES:
        name = "olga" if path.startswith("/portal") else "oscar"
        signed_in = client_for(name).get_cookie("muster")
        assert signed_in is not None
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        context.add_cookies(
            [
                {"name": "muster", "value": signed_in.value, "url": address},
                {"name": "locale", "value": locale, "url": address},
            ]
        )
        page = context.new_page()
        problems: list[str] = []
        page.on("console", lambda said, into=problems: into.append(said.text))
        page.goto(address + path)
        assert serious_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert problems == []
        context.close()


def test_a_dead_job_is_tried_again_from_its_row(
    browser: Browser, client_for: Callable[[str], FlaskClient], address: str
) -> None:
    signed_in = client_for("oscar").get_cookie("muster")
    assert signed_in is not None
    context = browser.new_context()
    context.add_cookies([{"name": "muster", "value": signed_in.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/ops/jobs")
    page.get_by_role("row", name="crew.fail").get_by_role("button", name="Try again").click()
    page.get_by_text("It is being tried again.").wait_for()
    assert page.get_by_role("heading", name="No dead jobs").is_visible()
    context.close()
