"""A page's live line, as js/live.js keeps it: stream, catching up, and a look at the log."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import Any

from tests.chaos.wire import Wire

LOOK_EVERY_SECONDS = 5.0  # into the log while all seems well; in the browser every 90 s
PAUSE_SECONDS = 0.5


class Listener:
    """Hears everything that happens to one audience, whatever breaks."""

    def __init__(self, wire: Wire, path: str, after: int) -> None:
        self._wire, self._path = wire, path
        self._newest = self._checked = after
        self._looked_at = monotonic()
        self._ended = Event()
        self.heard: set[int] = set()
        self.opened = 0
        Thread(target=self._run, daemon=True).start()

    def end(self) -> None:
        """Listen no more from the next word on."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(OSError, http.client.HTTPException, ValueError):  # a broken line
                self._listen()
            self._catch_up()
            self._ended.wait(PAUSE_SECONDS)

    def _listen(self) -> None:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._wire.port, timeout=LOOK_EVERY_SECONDS
        )
        try:
            headers = {**self._wire.headers, "Accept": "text/event-stream"}
            connection.request("GET", f"{self._path}?after={self._newest}", headers=headers)
            answer = connection.getresponse()
            if answer.status != 200:
                return
            self.opened += 1
            self._read(answer)
        finally:
            connection.close()

    def _read(self, answer: http.client.HTTPResponse) -> None:
        event = ""
        while not self._ended.is_set():
            if monotonic() - self._looked_at > LOOK_EVERY_SECONDS:
                self._catch_up()
            line = answer.readline()
            if not line:
                return
            name, _, value = line.decode().strip().partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                if event == "line":
                    self._line_is(json.loads(value)["state"])
                elif event == "":
                    self._take(json.loads(value))
            elif not name:
                event = ""

    def _line_is(self, state: str) -> None:
        if state == "renew":
            raise ConnectionResetError("the server ends the stream by intent")
        self._catch_up()

    def _catch_up(self) -> None:
        self._looked_at = monotonic()
        answer = self._wire.once("GET", f"{self._path}?after={self._checked}&format=json")
        if answer is None or answer.status != 200:
            return
        told = answer.json()
        for one in told["events"]:
            self._take(one)
            self._checked = max(self._checked, one["id"])

    def _take(self, told: Mapping[str, Any]) -> None:
        if told["id"] is not None:
            self.heard.add(told["id"])
            self._newest = max(self._newest, told["id"])
