"""Both languages: switched on every page, kept for the next, and what was said stays as it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitors import Visitors, speak

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

QUESTION = "故宫附近安静的酒店，住两晚"
TAGS = {"en": "en", "zh": "zh-Hans-CN"}
TITLES = {
    "/portal/hualan-home": ("Overview", "概览"),
    "/portal/hualan-home/seats": ("Seats", "坐席"),
    "/portal/hualan-home/live": ("Live supervision", "实时监控"),
    "/portal/hualan-home/showcase": ("Showcase", "产品展示"),
    "/portal/hualan-home/inquiries": ("Inquiries", "咨询"),
    "/ops": ("Overview", "概览"),
    "/ops/inquiries": ("Inquiries", "咨询"),
    "/ops/jobs": ("Jobs", "任务"),
}


def reads(page: Page, locale: str, words: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", TAGS[locale])
    expect(page.locator("body")).to_contain_text(words)


@pytest.mark.parametrize("who", ["owner.hualan-home", "ops"])
def test_a_signed_in_person_changes_the_language(visitors: Visitors, who: str) -> None:
    paths = [path for path in TITLES if path.startswith("/ops") == (who == "ops")]
    page = visitors.member(who, paths[0])
    for at, locale in ((0, "en"), (1, "zh")):
        speak(page, locale)
        for path in paths:
            page.goto(path)
            reads(page, locale, TITLES[path][at])
