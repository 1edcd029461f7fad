"""The public pages of companies as a feature of the market."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from marketplace.showcase import indexing, sitemaps, views
from muster.features import Feature, NavEntry


def init_app(app: Flask) -> None:
    """Follow what companies publish, so that the search knows it."""
    indexing.follow()


FEATURE = Feature(
    name="companies",
    blueprints=(views.blueprint, sitemaps.blueprint),
    nav=(NavEntry("market", "companies.index", _l("Companies"), "building-store", order=20),),
    init_app=init_app,
)
