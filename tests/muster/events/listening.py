"""A browser's ear for the tests: reads a stream beside the test and waits for what it hears."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask, Response

from muster.db import Acting, unit_of_work
from muster.events import live
from muster.events.messages import Audience

PATIENCE_SECONDS = 20.0


@dataclass
class Heard:
    """One server-sent event."""

    event: str
    data: dict[str, Any]
    id: int | None = None


@dataclass
class Ear:
    """Collects the events of a stream until it ends."""

    heard: list[Heard] = field(default_factory=list)
    ended: bool = False
    _news: threading.Condition = field(default_factory=threading.Condition)

    def listen(self, body: Iterable[bytes]) -> None:
        buffer = b""
        for part in body:
            buffer += part
            *blocks, buffer = buffer.split(b"\n\n")
            with self._news:
                self.heard += [one for block in blocks if (one := parse(block.decode()))]
                self._news.notify_all()
        with self._news:
            self.ended = True
            self._news.notify_all()

    def wait(self, condition: Callable[[], Any]) -> None:
        """Wait until what was heard fulfils the condition; fails if that takes too long."""
        with self._news:
            assert self._news.wait_for(condition, PATIENCE_SECONDS), self.heard

    def kinds(self) -> list[str]:
        """Kinds of the events heard, in order."""
        return [one.data["kind"] for one in self.heard if one.event == "message"]

    def states(self) -> list[str]:
        """What was said about the line, in order."""
        return [one.data["state"] for one in self.heard if one.event == "line"]


def parse(block: str) -> Heard | None:
    """One block of an event stream; None for comments and retry times."""
    fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
    if "data" not in fields:
        return None
    number = int(fields["id"]) if "id" in fields else None
    return Heard(fields.get("event", "message"), json.loads(fields["data"]), number)


def ask(
    app: Flask,
    who: Acting,
    audiences: Iterable[Audience],
    *,
    person_id: UUID | None = None,
    hushed: Callable[[], Iterable[UUID]] = tuple,
    **query: Any,
) -> Response:
    """The answer of a live route to `who`, with these query parameters."""
    with app.test_request_context("/live", query_string=query), unit_of_work(who):
        return live.stream(audiences, person_id=person_id, hushed=hushed)


@contextmanager
def listening(
    app: Flask,
    who: Acting,
    *audiences: Audience,
    person_id: UUID | None = None,
    hushed: Callable[[], Iterable[UUID]] = tuple,
    **query: Any,
) -> Iterator[Ear]:
    """An open stream, read in a thread of its own."""
    response = ask(app, who, audiences, person_id=person_id, hushed=hushed, **query)
    ear = Ear()
    thread = threading.Thread(target=ear.listen, args=(response.response,))
    thread.start()
    try:
        ear.wait(ear.states)
        yield ear
    finally:
        for stream in app.extensions["muster.hub"].listeners.all():
            stream.end()
        thread.join(PATIENCE_SECONDS)
        response.close()
        assert ear.ended
