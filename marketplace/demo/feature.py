"""The demo: invented companies, and people who keep it lively."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from flask import Flask

from muster.features import Feature


# What plays it is loaded when it is played: every other process would carry it for nothing.
def fill(app: Flask) -> str:
    """Fill the database; tells who can sign in at {url}."""
    told: str = import_module("marketplace.demo.filling").fill(app)
    return told


def play(app: Flask, url: str) -> None:
    """Play consumers and agents at `url` until stopped."""
    import_module("marketplace.demo.traffic").play(app, url)


def surge(app: Flask, url: str, say: Callable[[str], None]) -> None:
    """Play the announcement, the alarm, the call and the ramp."""
    import_module("marketplace.demo.surge").play(app, url, say)


def site_loss(app: Flask, url: str, say: Callable[[str], None]) -> None:
    """Play the loss of a site."""
    import_module("marketplace.demo.site_loss").play(app, url, say)


FEATURE = Feature(
    name="demo", demo=fill, traffic=play, plays={"surge": surge, "site-loss": site_loss}
)
