"""gunicorn's gevent worker, which on its way out does not wait for browsers that say nothing."""

from __future__ import annotations

from types import FrameType, TracebackType
from typing import Any

import gevent
from gevent import Timeout, getcurrent
from gunicorn.workers.ggevent import GeventWorker


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Hangs up idle kept-alive connections when it is told to leave; requests still end well."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.idle: set[Waiting] = set()

    def timeout_ctx(self) -> Waiting:
        """Around the wait for the next request of a connection."""
        return Waiting(self.cfg.keepalive if self.alive else 0.01, self.idle)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM: finish what was begun, wait for nothing new."""
        super().handle_exit(sig, frame)
        # A signal handler may run in the event loop itself, where nothing may wait.
        gevent.spawn(self._hang_up)

    def _hang_up(self) -> None:
        for waiting in list(self.idle):
            waiting.end()


class Waiting:
    """A time limit that can be brought forward."""

    def __init__(self, seconds: float, register: set[Waiting]) -> None:
        self._timeout = Timeout(seconds)
        self._register = register
        self._greenlet = getcurrent()

    def __enter__(self) -> None:
        self._timeout.start()
        self._register.add(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._register.discard(self)
        self._timeout.close()
        return error is self._timeout

    def end(self) -> None:
        """Let the time be over now."""
        gevent.kill(self._greenlet, self._timeout)
