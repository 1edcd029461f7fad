"""Who stands at the consumer's door: the holder of a signed link, or somebody about to ask."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from flask import Response, current_app, g, request
from flask import session as cookie
from flask_babel import lazy_gettext as _l

from marketplace.inquiry import links
from marketplace.inquiry.abuse import Asker, hashed
from muster.errors import NotFound
from muster.settings import Settings
from muster.tenancy import doors

SESSION_KEY = "asker"


def settings() -> Settings:
    """The settings of this application."""
    return cast(Settings, current_app.config["SETTINGS"])


def asker() -> Asker:
    """Who asks, by keyed hashes of the address and of a random mark in the browser's session."""
    if SESSION_KEY not in cookie:
        cookie[SESSION_KEY] = secrets.token_urlsafe(12)
    secret = settings().secret_key
    address = request.remote_addr or ""
    return Asker(hashed(address, secret), hashed(cookie[SESSION_KEY], secret))


def read_link(token: str) -> UUID:
    """The inquiry of a link; raises NotFound for one that we did not make."""
    inquiry_id = links.read(token, settings().secret_key)
    if inquiry_id is None:
        raise NotFound(
            _l("This link is not complete, or it was changed. Copy it again as a whole.")
        )
    return inquiry_id


def consumer(view: Callable[..., Any]) -> Callable[..., Response]:
    """A page of the consumer of one inquiry; the route has `<token>`, the signed link's."""

    @wraps(view)
    def enter(token: str, **kwargs: Any) -> Response:
        g.inquiry_id, g.token = read_link(token), token
        return doors.consumer(g.inquiry_id, view, **kwargs)

    return enter
