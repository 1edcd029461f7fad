"""The web server of production and a real browser, as the desk's tests have them."""

from tests.muster.desk.conftest import address as served
from tests.muster.desk.conftest import chromium

__all__ = ["chromium", "served"]
