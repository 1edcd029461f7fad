"""The demo: invented companies, and people who keep it lively."""

from __future__ import annotations

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


FEATURE = Feature(name="demo", demo=fill, traffic=play)
