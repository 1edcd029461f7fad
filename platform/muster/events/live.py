"""Live pages: a stream of server-sent events, and the same events by polling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import randint
from typing import Any, cast
from uuid import UUID
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Response, current_app, jsonify, request

from muster.db import session
from muster.errors import Invalid
from muster.events import frames, replay, wire
from muster.events.hub import Hub
from muster.events.messages import Audience
from muster.events.replay import Missed, Source
from muster.events.stream import Stream

RETRY_MILLISECONDS = (2000, 6000)
LARGEST_ID = 2**63 - 1


def stream(
    audiences: Iterable[Audience],
    *,
    person_id: UUID | None = None,
    source: Source | None = None,
    hushed: Callable[[], Iterable[UUID]] = tuple,
) -> Response:
    """The answer of a live route: an endless stream, or JSON for a page that polls.

    audiences: whom the page stands for (`muster.events.messages`). The door has checked that
    it may; when the rights of `person_id` change, the stream ends and the page asks the door
    again. Give it wherever a person is signed in.
    source: the session in which missed events are read, if not the current unit of work.
    hushed: reads of which companies' messages the page hears that there are some, and not what
    they say.

    The query parameter `after`, or the header Last-Event-ID, says what the page has already.
    Nothing of the request, and no transaction, is held while the stream is open.
    """
    hub = cast(Hub, current_app.extensions["muster.hub"])
    hub.start()
    wanted = tuple(audiences)
    after = _after()
    if _polls():
        return _answer(hub, _missed(wanted, after, source, _ids(hushed())))
    opened = _opened(hub, wanted, person_id, hushed)
    try:
        missed = _missed(wanted, after, source, opened.hushed)
    except BaseException:
        hub.listeners.remove(opened)
        raise
    return LiveResponse(opened, _first(hub, missed), lambda: hub.listeners.remove(opened))


def cursor(audiences: Sequence[Audience], source: Source | None = None) -> int:
    """What a page rendered in this unit of work gives as its first `after`."""
    return replay.cursor(source or session, audiences)


class LiveResponse(Response):
    """A response that goes on until its stream ends."""

    def __init__(self, stream: Stream, first: bytes, ended: Callable[[], None]) -> None:
        super().__init__(stream.body(first), mimetype="text/event-stream")
        self.headers["Cache-Control"] = "no-store"
        self.headers["X-Accel-Buffering"] = "no"  # nginx hands on every byte at once
        self.call_on_close(ended)
        self._stream = stream

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, and find out on what wire."""

        def begin(*args: Any) -> Callable[[bytes], object]:
            write = start_response(*args)
            self._stream.wire = wire.below(write)
            return write

        return super().__call__(environ, begin)


def _polls() -> bool:
    return request.args.get("format") == "json" or (
        request.accept_mimetypes.best == "application/json"
    )


def _after() -> int | None:
    given = request.args.get("after") or request.headers.get("Last-Event-ID") or ""
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or int(given) > LARGEST_ID:
        raise Invalid("after", "after: the id of an event")
    return int(given)


def _opened(
    hub: Hub,
    audiences: Sequence[Audience],
    person_id: UUID | None,
    hushed: Callable[[], Iterable[UUID]],
) -> Stream:
    """A stream that hears already, so that nothing falls between the replay and the stream.

    When what may be heard changes, the streams that hear are told. That may have been before this
    one did: then it has not been told, and what was read for it is not so any more.
    """
    while True:
        quiet = _ids(hushed())
        opened = Stream(audiences, person_id, quiet)
        hub.listeners.add(opened)
        try:
            if _ids(hushed()) == quiet:
                return opened
        except BaseException:
            hub.listeners.remove(opened)
            raise
        hub.listeners.remove(opened)


def _ids(given: Iterable[UUID]) -> frozenset[str]:
    return frozenset(map(str, given))


def _missed(
    audiences: Sequence[Audience], after: int | None, source: Source | None, hushed: frozenset[str]
) -> Missed:
    if after is None:
        return Missed([], complete=True, after=0)
    missed = replay.since(source or session, audiences, after)
    told = [one.hushed() if one.tenant_id in hushed else one for one in missed.messages]
    return replace(missed, messages=told)


def _first(hub: Hub, missed: Missed) -> bytes:
    parts = [
        frames.retry(randint(*RETRY_MILLISECONDS)),  # noqa: S311 — spreads load
        frames.line("live" if hub.is_live else "paused"),
        *(frames.of_message(message) for message in missed.messages),
    ]
    return b"".join(parts if missed.complete else [*parts, frames.reset(missed.after)])


def _answer(hub: Hub, missed: Missed) -> Response:
    response = jsonify(
        events=[message.told() for message in missed.messages],
        reset=not missed.complete,
        after=missed.after,
        line="live" if hub.is_live else "paused",
        now=datetime.now(UTC).isoformat(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response
