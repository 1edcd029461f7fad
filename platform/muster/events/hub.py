"""Where the messages of a process meet its open streams."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from itertools import count
from time import monotonic
from uuid import UUID

from redis import Redis

from muster.events import frames
from muster.events.frames import HEARTBEAT, Frame, Line
from muster.events.leaving import when_told_to_leave
from muster.events.listeners import Listeners
from muster.events.messages import RIGHTS_CHANGED, TERMS_CHANGED, Message
from muster.events.stream import Stream
from muster.events.subscription import Subscription

HEARTBEAT_SECONDS = 15
LIFE_SECONDS = 900.0  # then a stream is opened anew, so that a lost word about rights cannot last
LIFE_SPREAD_SECONDS = 300
UNBEGUN_SECONDS = 30.0  # a response that no server ever began to send
AGED_SECONDS = 3.0  # by then every process has reread rights that changed
LARGEST_BYTES = 64 * 1024  # of one event; a larger one is fetched
START_SECONDS = 1.0

log = logging.getLogger(__name__)


class Hub:
    """All open streams of a process, and one subscription that feeds them.

    It works by itself in two greenlets or threads, from the first stream of a process on.
    """

    def __init__(self, redis: Redis, forget_rights: Callable[[UUID], None]) -> None:
        self._redis = redis
        self._forget_rights = forget_rights
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self.listeners = Listeners()
        self.is_live = False
        self._lock = threading.Lock()
        self._started = False
        self._leaving = False
        self._known = threading.Event()  # is the line live, or not?
        self._recheck: list[tuple[float, str]] = []

    def start(self) -> None:
        """See to it that the hub works in this process and knows whether the line is live."""
        with self._lock:
            begins, self._started = not self._started, True
        if begins:
            line = Subscription(self._redis, self._deliver, self._line_up, self._line_down)
            when_told_to_leave(self._leave)
            for name, work in (("muster-live", line.run), ("muster-beat", self._beat)):
                threading.Thread(target=work, name=name, daemon=True).start()
        self._known.wait(START_SECONDS)

    def _deliver(self, messages: list[Message]) -> None:
        for message in messages:
            if message.kind == RIGHTS_CHANGED:
                self._rights_changed(str(message.payload["person_id"]))
            elif listeners := self.listeners.of(message.audiences()):
                _push(message, listeners)
                if message.kind == TERMS_CHANGED:
                    _renew(listeners)  # what they may carry has changed

    def _rights_changed(self, person_id: str) -> None:
        self._forget_rights(UUID(person_id))
        self._renew_person(person_id)
        # A request that is under way may still act on the old rights: look once more later.
        self._recheck.append((monotonic() + AGED_SECONDS, person_id))

    def _renew_person(self, person_id: str) -> None:
        _renew(s for s in self.listeners.all() if str(s.person_id) == person_id)

    def _line_up(self) -> None:
        self.is_live = True
        self._known.set()
        streams = self.listeners.all()
        # Word of changed rights may have been lost meanwhile: whoever has rights opens anew.
        _renew(stream for stream in streams if stream.person_id is not None)
        _tell(streams, "live")

    def _line_down(self) -> None:
        if self.is_live or not self._known.is_set():
            self.is_live = False
            self._known.set()
            _tell(self.listeners.all(), "paused")

    def _leave(self) -> None:
        self._leaving = True

    def _beat(self) -> None:
        for number in count():
            threading.Event().wait(1.0)
            try:
                self._care(number % HEARTBEAT_SECONDS)
            except Exception:
                # Whatever it was, without this thread no stream would be kept up any more.
                log.exception("open streams could not be looked after")

    def _care(self, turn: int) -> None:
        now = monotonic()
        due = [person_id for at, person_id in self._recheck if at <= now]
        self._recheck = [entry for entry in self._recheck if entry[0] > now]
        for person_id in due:
            self._renew_person(person_id)
        for stream in self.listeners.all():
            age = now - stream.opened_at
            if not stream.begun and age > UNBEGUN_SECONDS:
                self.listeners.remove(stream)
            elif self._leaving or age > LIFE_SECONDS + stream.turn % LIFE_SPREAD_SECONDS:
                _renew([stream])
            elif stream.turn % HEARTBEAT_SECONDS == turn:
                stream.push(HEARTBEAT)


def _push(message: Message, listeners: Iterable[Stream]) -> None:
    whole, hushed = _frame(message), None
    for stream in listeners:
        if message.tenant_id in stream.hushed:
            hushed = hushed or _frame(message.hushed())
            stream.push(hushed)
        else:
            stream.push(whole)


def _frame(message: Message) -> Frame:
    event = frames.of_message(message)
    return Frame(event if len(event) <= LARGEST_BYTES else frames.line("behind"))


def _tell(streams: Iterable[Stream], state: Line) -> None:
    frame = Frame(frames.line(state))
    for stream in streams:
        stream.push(frame)


def _renew(streams: Iterable[Stream]) -> None:
    frame = Frame(frames.line("renew"))
    for stream in streams:
        stream.push(frame)
        stream.end()
