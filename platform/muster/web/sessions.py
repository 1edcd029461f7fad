"""Flask's signed cookie, whose signature is not reckoned again at every request."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

REMEMBERED = 4096  # cookies
FRESH_SECONDS = 60


class Sessions(SecureCookieSessionInterface):
    """Remembers for at most FRESH_SECONDS what a cookie that was found genuine holds.

    Checking the signature and its age took a tenth of the time in which a message is posted. A
    cookie is the same for hours; one that is changed in any way is another one and is checked.
    """

    def __init__(self, app: Flask) -> None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            raise RuntimeError("sessions need a secret key to be signed with")
        max_age = int(app.permanent_session_lifetime.total_seconds())

        @lru_cache(REMEMBERED)
        def genuine(cookie: str, _period: int) -> dict[str, Any]:
            values: dict[str, Any] = serializer.loads(cookie, max_age=max_age)
            return values

        self._genuine = genuine

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The values of the request's cookie; none of a cookie that we did not sign."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            values = self._genuine(cookie, int(time.monotonic() / FRESH_SECONDS))
        except BadSignature:
            return self.session_class()
        if all(isinstance(value, str | bool) for value in values.values()):
            return self.session_class(values)
        return super().open_session(app, request)  # with lists in it, that a view may change
