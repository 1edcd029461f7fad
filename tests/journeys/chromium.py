"""A real Chromium for the journeys: the machine's, or the one that Playwright brought."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


_drivers: list[Playwright] = []  # Playwright allows one of its kind in a process
_open: list[Browser] = []


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless browser, closed at the end; CHROMIUM names another executable."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    # Containers run as root and have a small /dev/shm; both stop Chromium's own defaults.
    flags = ["--no-sandbox", "--disable-dev-shm-usage"]
    if not _drivers:
        _drivers.append(sync_playwright().start())
    browser = _drivers[0].chromium.launch(executable_path=found, args=flags)
    _open.append(browser)
    try:
        yield browser
    finally:
        _open.remove(browser)
        browser.close()
        if not _open:
            _drivers.pop().stop()
