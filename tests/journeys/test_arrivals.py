"""A company brings in its history, reads its forecast, and signs the surge watch."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.journeys.axe import serious_findings
from tests.journeys.chromium import launched

pytestmark = pytest.mark.journey
WEEKS = 10
PICTURES = os.environ.get("MUSTER_PICTURES")  # a folder, for whoever wants to look


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application listens."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(
    browser: Browser, client_for: Callable[[str], FlaskClient], address: str
) -> Iterator[Page]:
    """Olga's telephone, in Chinese."""
    signed_in = client_for("olga").get_cookie("muster")
    assert signed_in is not None
    context = browser.new_context(viewport={"width": 360, "height": 780}, base_url=address)
    context.add_cookies(
        [
            {"name": "muster", "value": signed_in.value, "url": address},
            {"name": "locale", "value": "zh", "url": address},
        ]
    )
    yield context.new_page()
    context.close()


def seen(page: Page, name: str) -> None:
    """The page is for everybody and stays within its width."""
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-360-zh.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.screenshot(path=Path(PICTURES) / f"{name}-1440-zh.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 780})


def history() -> bytes:
    """Ten weeks by the hour, with one row that cannot be."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = ["统计时间,进线量,接通量"]
    for number in range(WEEKS * 7, 0, -1):
        for hour in range(24):
            count = max(0, 40 - 6 * abs(hour - 13)) + (number * 7 + hour * 3) % 5
            at = today - timedelta(days=number) + timedelta(hours=hour)
            rows.append(f"{at:%Y-%m-%d %H:%M},{count},{count}")
    rows.append(f"{today:%Y-%m-%d 00:00},-4,0")
    return "\n".join(rows).encode("gb18030")


def test_from_a_file_to_a_signed_watch(page: Page) -> None:
    page.goto("/portal/hualan/arrivals")
    page.get_by_role("link", name="导入历史").click()
    page.get_by_label("文件", exact=True).set_input_files(
        {"name": "热线.csv", "mimeType": "text/csv", "buffer": history()}
    )
    page.get_by_role("button", name="上传").click()
    # Of the columns two are known by their names; the first one is said here.
    page.get_by_label("统计时间").select_option("start")
    page.get_by_role("button", name="继续").click()
    expect(page.locator("#answer")).to_contain_text("有 1 行无法导入")
    page.get_by_role("button", name="开始导入").click()
    expect(page.locator("#answer")).to_contain_text("有 1 行未导入")
    page.get_by_role("link", name="查看“热线”").click()
    expect(page.locator("#answer")).to_contain_text("接下来一周预计约")
    expect(page.locator("svg polygon.chart-band").first).to_be_attached()
    seen(page, "forecast")

    page.get_by_role("link", name="突增监测").click()
    expect(page.locator("#answer")).to_contain_text("还没有监测")
    page.get_by_role("link", name="设置并签署").click()
    seen(page, "policy")
    page.get_by_role("button", name="签署").click()
    expect(page.get_by_text("由 Olga Owner 于")).to_be_visible()
