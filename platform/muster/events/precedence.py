"""Who is heard first in a web process whose requests crowd."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from gevent import get_hub
from gevent.socket import socket as GeventSocket  # noqa: N812 — a class


def hear_first(line: object) -> None:
    """Let what this socket brings be read ahead of all requests that are ready at the moment.

    gevent's loop takes those that are ready one after the other: with sixteen requests at full
    speed, news for a page would wait for most of them at each hop. It is for a line whose news
    are few and quickly dealt with. Where threads run instead, and with loops that know no
    precedence, nothing changes.
    """
    if type(line) is GeventSocket:
        reading, loop = cast(Any, line), cast(Any, get_hub().loop)
        with suppress(AttributeError):
            reading._read_event.priority = loop.MAXPRI  # noqa: SLF001 — there is no public way
