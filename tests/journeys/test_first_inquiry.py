"""A new company, from its sign-up to the first question that it answers."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from marketplace.demo.script import AGENTS
from tests.journeys.visitors import (
    Visitors,
    accept,
    ask,
    close_question,
    finish,
    reload_until_there,
    reply,
    sign_in,
    window_of,
    write,
)

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PASSWORD = "seven-quiet-lanterns"
LINK = re.compile(r"http://\S+/confirm\S*|http://\S+")


def sign_up(owner: Page, name: str, slug: str, email: str) -> None:
    owner.goto("/sign-up")
    owner.fill("#name", name)
    owner.fill("#slug", slug)
    owner.fill("#phone", "95588")
    owner.fill("#owner_name", "周 北辰")
    owner.fill("#email", email)
    owner.fill("#password", PASSWORD)
    owner.click("form .btn-primary")
    owner.wait_for_url(f"**/portal/{slug}")


def confirm(owner: Page, operations: Page, email: str) -> None:
    """Follow the link of the mail that operations can read where no mail server is."""
    operations.goto(f"/ops/mail?state=kept&recipient={email}")
    letters = operations.locator("tbody a")
    reload_until_there(operations, letters)
    letters.first.click()
    link = operations.locator(".letter a").first.get_attribute("href")
    assert link is not None
    owner.goto(link)
    owner.locator("form .btn-primary").click()
    expect(owner.locator(".banner")).to_have_count(0)


def publish(owner: Page, slug: str) -> None:
    """Say what the company does, add a product, and show both to the public."""
    owner.goto(f"/portal/{slug}/showcase")
    owner.fill("#about", "手工小提琴制作与修复，调音，换弓毛。")
    owner.locator("form.editor-main .btn-primary").click()
    expect(owner.locator("#flash")).not_to_be_empty()
    owner.goto(f"/portal/{slug}/showcase/products/new")
    owner.fill("#name", "小提琴修复")
    owner.fill("#price", "680")
    owner.locator("[name=publish]").click()
    expect(owner.locator("#flash")).not_to_be_empty()
    owner.goto(f"/portal/{slug}/showcase")
    owner.locator('form[action$="/publication"] button').click()
    expect(owner.locator(".sentence-good")).to_be_visible()


def rent(owner: Page, slug: str) -> None:
    owner.goto(f"/portal/{slug}/seats")
    owner.locator(".plan-card .btn-primary").first.click()
    owner.fill("#seats", "1")
    owner.locator("form .btn-primary").click()
    owner.wait_for_url(f"**/portal/{slug}/seats/leases/*")


def seat(operations: Page, name: str) -> str:
    """Seat the first agent who could come and whom we can play; gives the name consumers see."""
    operations.goto("/ops/leases")
    operations.get_by_role("link", name=name).click()
    could_come = operations.locator("tr", has=operations.locator("[name=agent_id]"))
    expect(could_come.first).to_be_visible()
    played = {shown for _, shown, _ in AGENTS}
    for suggested in could_come.all():
        agent = suggested.locator("strong").inner_text()
        if agent in played:
            suggested.locator(".btn-primary").click()
            expect(operations.locator(".sentence-good")).to_be_visible()
            return agent
    raise AssertionError("none of the demo's agents could come")


def test_from_sign_up_to_the_first_answer(visitors: Visitors) -> None:
    tail = secrets.token_hex(3)
    name, slug, email = f"北辰提琴 {tail}", f"violins-{tail}", f"zhou.{tail}@violins.example"
    owner = visitors.page("zh")
    operations = visitors.member("ops", "/ops")
    sign_up(owner, name, slug, email)
    confirm(owner, operations, email)
    publish(owner, slug)
    rent(owner, slug)
    desk = visitors.agent(seat(operations, name))

    consumer = visitors.page("zh")
    consumer.goto(f"/c/{slug}")
    expect(consumer.locator("body")).to_contain_text("小提琴修复")
    consumer.locator(f'a[href*="/ask?company={slug}"]').first.click()
    question = f"小提琴琴码塌了，能修吗？ {tail}"
    ask(consumer, question)
    accept(desk, question)
    reply(desk, "能修，您方便寄过来吗？")
    window = window_of(consumer, name)
    expect(window).to_contain_text("能修，您方便寄过来吗？")
    write(window, "方便，谢谢！")
    expect(desk.locator(".pane-current .log")).to_contain_text("方便，谢谢！")
    close_question(consumer)
    finish(desk)

    sign_in_again = visitors.page("zh")
    sign_in(sign_in_again, email, PASSWORD, f"/portal/{slug}/inquiries")
    expect(sign_in_again.locator("body")).to_contain_text(question)
