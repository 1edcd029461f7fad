"""The one door through which SMS and voice calls leave. Without a provider they are kept.

A provider is whatever takes a JSON message at CALLS_URL: {"id", "way", "to", "text"}. The id is
the same at each attempt, so that a call that is handed over twice is made once.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from uuid import UUID

TIMEOUT_SECONDS = 10.0
REFUSED = range(400, 500)
AGAIN = (408, 425, 429)


class Refused(Exception):
    """The provider will never take this message: trying again is of no use."""


# (id, way, address, text); raises Refused, or OSError for what may pass.
Provider = Callable[[UUID, str, str, str], None]


def at(url: str) -> Provider:
    """The provider that listens at a URL. Credentials stand in the URL's query, if at all."""

    def hand_over(message_id: UUID, way: str, address: str, text: str) -> None:
        body = json.dumps({"id": str(message_id), "way": way, "to": address, "text": text})
        request = urllib.request.Request(  # noqa: S310 — the settings allow http(s) alone
            url, body.encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 — as above
                return
        except urllib.error.HTTPError as answer:
            if answer.code in REFUSED and answer.code not in AGAIN:
                raise Refused(f"{answer.code} {answer.reason}") from answer
            raise

    return hand_over
