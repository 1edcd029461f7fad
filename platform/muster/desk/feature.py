"""The desk as a feature. Its rights are a seat's: the door asks whom the agent serves."""

from __future__ import annotations

from flask import Flask

from muster.desk import (
    contact_views,
    draft_views,
    file_views,
    flow_views,
    mention_views,
    message_views,
    reply_views,
    together_views,
    transfer_views,
    views,
)
from muster.desk.blueprint import blueprint
from muster.desk.providers import providers
from muster.features import Feature

VIEWS = (
    views,
    contact_views,
    draft_views,
    file_views,
    mention_views,
    message_views,
    flow_views,
    reply_views,
    together_views,
    transfer_views,
)


def init_app(app: Flask) -> None:
    """Make room for what floors above give to the desk."""
    providers(app)


FEATURE = Feature(name="desk", blueprints=(blueprint,), init_app=init_app)
