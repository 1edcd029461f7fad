"""A real Chromium for the journeys: the machine's, or the one that Playwright brought.

`python -m tests.journeys.chromium` says by its exit code whether one opens.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

SHELL = "chromium-headless-shell"  # half the processor time of a whole browser
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Containers run as root and have a small /dev/shm; both stop Chromium's own defaults.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]

_drivers: list[Playwright] = []  # Playwright allows one of its kind in a process
_open: list[Browser] = []


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser, closed at the end; CHROMIUM names another executable."""
    if not _drivers:
        _drivers.append(sync_playwright().start())
    browser = _launch(_drivers[0])
    _open.append(browser)
    try:
        yield browser
    finally:
        _open.remove(browser)
        browser.close()
        if not _open:
            _drivers.pop().stop()


def _launch(driver: Playwright) -> Browser:
    if named := os.environ.get("CHROMIUM") or shutil.which(SHELL):
        return driver.chromium.launch(executable_path=named, args=FLAGS)
    try:
        return driver.chromium.launch(args=FLAGS)  # the shell that Playwright fetched
    except Error:
        whole = next(filter(None, map(shutil.which, WHOLE)), None)
        if whole is None:
            raise
        return driver.chromium.launch(executable_path=whole, args=FLAGS)


if __name__ == "__main__":
    with launched():
        pass
