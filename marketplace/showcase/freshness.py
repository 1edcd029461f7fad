"""Whether a browser or a robot already has the page: known before anything is rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, make_response, request, session
from werkzeug.http import http_date

from muster.tenancy.doors import current_principal
from muster.web.locale import locale_code
from muster.web.release import release_of
from muster.web.shell import scheme


def unless_known(changed_at: datetime, render: Callable[[], str], *parts: object) -> Response:
    """The page, or 304 if the reader has it as it is now.

    changed_at: when what it shows was last changed. parts: whatever else of it can differ
    from one moment to another. What surrounds it (language, colours, who is signed in) is added.
    """
    principal = current_principal()
    around = (
        release_of(current_app).name,
        locale_code(),
        scheme(),
        request.full_path,
        principal.person_id if principal else "",
        session.get("csrf_token", ""),
    )
    key = "|".join(map(str, (changed_at.timestamp(), *parts, *around)))
    tag = hashlib.sha256(key.encode()).hexdigest()[:24]
    known = request.if_none_match.contains_weak(tag) and "_flashes" not in session
    response = make_response("" if known else render(), 304 if known else 200)
    response.set_etag(tag, weak=True)
    response.headers["Last-Modified"] = http_date(changed_at)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response
