"""The desk in a real browser, as the desk's own tests open it."""

from tests.muster.desk.conftest import address, chromium, open_desk

__all__ = ["address", "chromium", "open_desk"]
