"""One request of a page, held on its way while something else happens."""

from __future__ import annotations

from playwright.sync_api import APIResponse, Page, Route

PATIENCE_STEPS, STEP_MILLISECONDS = 600, 50


class Held:
    """The page's next request for this address: it gets no answer until `go_on`."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        self._answer: APIResponse | None = None
        page.route(address, self._hold, times=1)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def wait_until_asked(self) -> None:
        """The page has asked; the server knows nothing of it yet."""
        for _ in range(PATIENCE_STEPS):
            if self._routes:
                return
            self._page.wait_for_timeout(STEP_MILLISECONDS)  # hands Playwright's news on
        raise AssertionError("the page never asked")

    def wait_until_answered(self) -> None:
        """The server has answered; the page knows nothing of it yet."""
        self.wait_until_asked()
        self._answer = self._routes[0].fetch()

    def go_on(self) -> None:
        """Let the request go to the server, or the server's answer to the page."""
        self.wait_until_asked()
        if self._answer is None:
            self._routes[0].continue_()
        else:
            self._routes[0].fulfill(response=self._answer)
