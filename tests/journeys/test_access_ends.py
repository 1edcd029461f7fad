"""Whoever is removed while a page is open does not go on looking."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from marketplace.demo.script import address
from tests.journeys.visitors import Visitors

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_a_supervisor_is_removed_with_the_wall_open(visitors: Visitors) -> None:
    supervisor = visitors.member("supervisor.willow-garden", "/portal/willow-garden/live")
    expect(supervisor.locator("#wall .stats")).to_be_visible()
    owner = visitors.member("owner.willow-garden", "/portal/willow-garden/team")
    row = owner.locator(".person", has_text=address("supervisor.willow-garden"))
    row.locator("[data-action=open]").click()
    owner.locator("dialog[open] .btn-danger").click()
    expect(row).to_have_count(0)
    expect(supervisor.locator("#line-status")).to_contain_text(re.compile("no longer|无权|不再"))
    expect(supervisor.locator("#wall")).to_be_empty()
    supervisor.reload()
    expect(supervisor.locator("#wall")).to_have_count(0)
    assert supervisor.request.get("/portal/willow-garden/live/tiles").status == 404
