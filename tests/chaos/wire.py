"""HTTP as somebody speaks it whose line may break at any moment."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any

PATIENCE_SECONDS = 10.0
UNWELL = frozenset({500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes

    @property
    def is_taken(self) -> bool:
        """Whether the server has taken it: from here on it may not be lost."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Wire:
    """A browser's way to the server. `given_up` ends every wait for it."""

    port: int
    headers: Mapping[str, str]
    given_up: Event

    def once(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> Answer | None:
        """One request; None if the line broke, and nobody knows how far it came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {**self.headers, **({"Content-Type": kind} if kind else {})}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("Location") or "", answer.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def until_known(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> Answer:
        """The same request until there is an answer to it: repeating is safe, as in the browser."""
        pause = 0.1
        while True:
            answer = self.once(method, path, body, kind)
            if answer is not None and answer.status not in UNWELL and answer.status != 429:
                return answer
            if self.given_up.wait(pause):
                raise TimeoutError(f"{method} {path}: {answer and answer.status}")
            pause = min(pause * 1.5, 1.0)

    def post(self, path: str, values: Mapping[str, Any]) -> Answer:
        """JSON, until there is an answer."""
        return self.until_known("POST", path, json.dumps(values).encode(), "application/json")

    def get(self, path: str) -> Answer:
        """A page, until there is an answer."""
        return self.until_known("GET", path)
