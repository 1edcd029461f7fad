"""Which screens are shown, to whom, and what has to happen before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from marketplace.demo.hotline import SLUG
from marketplace.demo.script import AGENTS, PASSWORD, address
from tests.journeys.calling_in import DRILL, OVER, call_in, count
from tests.journeys.visitors import Visitors, ask, sign_in, speak, write
from tests.screenshots import rooms

DESKTOP, PHONE = (1280, 860), (390, 844)
STAGE_MILLISECONDS = 180_000  # until those who play have come that far
ANSWERS = 3  # companies, of those that were asked

Shoot = Callable[[Page, str], None]


@dataclass(frozen=True)
class Story:
    """What is asked in one language, what the consumer replies, and whose rooms are shown."""

    locale: str
    question: str
    slug: str
    replies: tuple[str, ...]


STORIES = (
    Story(
        "zh",
        "我想买一台洗衣机，四口之家用，这周能送到吗？",
        "hualan-home",
        ("要能烘干的，多少钱？", "旧机能帮我搬走吗？"),
    ),
    Story(
        "en",
        "Where can I get my laptop repaired today?",
        "northstar-pc",
        ("The screen stays black, and I am in Chaoyang.", "How much would that be?"),
    ),
)


@dataclass(frozen=True)
class Studio:
    """People with browsers who all read one language."""

    visitors: Visitors
    story: Story
    shoot: Shoot

    def all(self) -> None:
        """Play the story and take every picture of it."""
        with self.consumer() as consumer:
            self.inquiry(consumer)
            self.public()
            self.portal()
            self.desk(consumer)
            self.operations()
        self.rooms()
        self.drill()

    @contextmanager
    def consumer(self) -> Iterator[Page]:
        """Somebody who has asked, was answered by several, and has replied to some."""
        page = self._page()
        page.goto("/")
        page.fill("#question", self.story.question)
        self.shoot(page, "home")
        ask(page, self.story.question)
        answered = page.locator(".window:has(.said-theirs)")
        expect(answered.nth(ANSWERS - 1)).to_be_visible(timeout=STAGE_MILLISECONDS)
        for number, reply in enumerate(self.story.replies):
            write(answered.nth(number), reply)
        again = page.locator(".window:has(.said-mine ~ .said-theirs)")
        expect(again.first).to_be_visible(timeout=STAGE_MILLISECONDS)
        yield page
        page.locator("[data-key=close-all]").click()
        page.locator("#close-all [type=submit]").click()
        expect(page.locator("[data-standing][data-ended]")).to_be_attached()

    def inquiry(self, consumer: Page) -> None:
        """Several companies answer one question, side by side; small and dark, too."""
        self.shoot(consumer, "inquiry")
        consumer.emulate_media(color_scheme="dark")
        self.shoot(consumer, "inquiry-dark")
        consumer.emulate_media(color_scheme="light")
        small = self._page(PHONE)
        small.goto(consumer.url)
        self.shoot(small, "inquiry-phone")

    def public(self) -> None:
        """The directory, a company's own page and one product's, and what companies can rent."""
        page = self._page()
        for name, path in (
            ("companies", "/companies"),
            ("for-companies", "/for-companies"),
            ("company", f"/c/{self.story.slug}"),
        ):
            page.goto(path)
            self.shoot(page, name)
        page.locator(".shelf a").first.click()
        page.wait_for_url(f"**/c/{self.story.slug}/*")
        self.shoot(page, "product")

    def portal(self) -> None:
        """What a client sees: overview, seats, showcase, and the wall with one contact open."""
        page = self._signed_in(f"owner.{self.story.slug}", "/account")
        for name, path in (("portal", ""), ("showcase", "/showcase"), ("seats", "/seats")):
            page.goto(f"/portal/{self.story.slug}{path}")
            self.shoot(page, name)
        for name, size in (("live", DESKTOP), ("live-phone", PHONE)):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(f"/portal/{self.story.slug}/live")
            if size == DESKTOP:
                asked = page.locator(".wall-contact", has_text=self.story.question)
                read = asked if asked.count() else page.locator(".wall-contact")
                read.first.locator("[data-read]").click()
                expect(page.locator(".reading .transcript")).to_be_visible()
            self.shoot(page, name)

    def desk(self, consumer: Page) -> None:
        """An agent who has answered, in the middle of it."""
        agent = consumer.locator(".said-theirs .said-by").first.inner_text()
        name = next(name for name, shown, _ in AGENTS if shown == agent)
        page = self._signed_in(name, "/desk", (1440, 900))
        expect(page.locator("#desk-data[data-ready]")).to_be_attached()
        row = page.locator(".contact-row", has_text=self.story.replies[0])
        opens = row if row.count() else page.locator(".contact-row")
        opens.first.locator(".contact-open").click()
        expect(page.locator(".pane-current .log .msg-box").first).to_be_visible()
        self.shoot(page, "desk")
        page.emulate_media(color_scheme="dark")
        self.shoot(page, "desk-dark")

    def operations(self) -> None:
        """The operator's overview, and who sits where."""
        page = self._signed_in("ops", "/ops")
        self.shoot(page, "operations")
        page.goto("/ops/leases")
        self.shoot(page, "leases")

    def rooms(self) -> None:
        """Every other room of a client with a reserve, and of the operator."""
        for who, root, all_rooms in (
            (rooms.OWNER, f"/portal/{SLUG}", rooms.PORTAL),
            (rooms.OPERATIONS, "/ops", rooms.OPS),
        ):
            page = self._signed_in(who, "/account")
            for room in all_rooms:
                page.goto(root + room.path)
                if room.follow and page.locator(room.follow).count():
                    page.goto(page.locator(room.follow).first.get_attribute("href") or "")
                self.shoot(page, room.name)

    def drill(self) -> None:
        """A drill on its board, and the certificate that it ends with."""
        client = self._signed_in(rooms.OWNER, f"/portal/{SLUG}/activations")
        drill = call_in(client, DRILL, 1)
        expect(count(client, "called")).to_have_text("1")
        self.shoot(client, "board")
        # Whoever is called comes: the demo is played meanwhile.
        expect(client.locator("#board")).to_contain_text(OVER, timeout=STAGE_MILLISECONDS)
        client.goto(f"/portal/{SLUG}/activations/{drill}/certificate")
        self.shoot(client, "certificate")

    def _page(self, size: tuple[int, int] = DESKTOP) -> Page:
        width, height = size
        page = self.visitors.page(self.story.locale, width=width, height=height)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        return page

    def _signed_in(self, name: str, path: str, size: tuple[int, int] = DESKTOP) -> Page:
        page = self._page(size)
        sign_in(page, address(name), PASSWORD)
        speak(page, self.story.locale)
        page.goto(path)
        return page
