"""Closing a browser only when all that was written in it has arrived."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Request

PATIENCE_STEPS, STEP_MILLISECONDS = 100, 50


class Underway:
    """What a browser's pages have sent and what nobody has answered yet.

    A server goes on with a request whose page is gone. Whoever empties the database at that
    moment leaves half of it to the next test.
    """

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._sent: set[Request] = set()
        context.on("request", self._note)
        context.on("requestfinished", self._strike_off)
        context.on("requestfailed", self._strike_off)

    def _note(self, request: Request) -> None:
        if request.method != "GET":
            self._sent.add(request)

    def _strike_off(self, request: Request) -> None:
        self._sent.discard(request)

    def close(self) -> None:
        """Close the browser, once it has its answers.

        What a page sent that has been left or loaded anew is never told as answered: patience ends.
        """
        for _ in range(PATIENCE_STEPS):
            if not self._sent:
                break
            self._context.pages[0].wait_for_timeout(STEP_MILLISECONDS)  # hands the news on
        self._context.close()
