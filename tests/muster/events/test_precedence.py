"""Of everything that is ready in a turn of the loop, the preferred line is heard first."""

from __future__ import annotations

import os

import gevent
from gevent import socket

from muster.events.precedence import hear_first

LINES = 8


def test_the_preferred_line_is_heard_first() -> None:
    pairs = [socket.socketpair() for _ in range(LINES)]
    hear_first(pairs[-1][0])
    heard: list[int] = []

    def listen(number: int) -> None:
        assert pairs[number][0].recv(1) == b"x"
        heard.append(number)

    listening = [gevent.spawn(listen, number) for number in range(LINES)]
    gevent.sleep(0)  # all of them wait now
    for _, far_end in pairs:
        os.write(far_end.fileno(), b"x")
    gevent.joinall(listening, timeout=10)
    for near_end, far_end in pairs:
        near_end.close()
        far_end.close()

    assert heard[0] == LINES - 1
    assert sorted(heard) == list(range(LINES))


def test_any_other_line_stays_as_it_is() -> None:
    hear_first(None)
    hear_first(object())
