"""Server-sent events as bytes, made once for all streams that get them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from muster.events.messages import Message

Line = Literal["live", "paused", "behind", "renew"]


class Frame:
    """One server-sent event: bare, and as a chunk of HTTP/1.1."""

    __slots__ = ("bare", "chunked")

    def __init__(self, bare: bytes) -> None:
        self.bare = bare
        self.chunked = b"%x\r\n%b\r\n" % (len(bare), bare)


def encode(values: Mapping[str, Any]) -> str:
    """JSON on one line, as the data of an event."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str)


def of_message(message: Message) -> bytes:
    """The event of a message. Only what is kept has an id to come back to."""
    head = f"id: {message.id}\n" if message.id is not None else ""
    return f"{head}data: {encode(message.told())}\n\n".encode()


def line(state: Line) -> bytes:
    """Word about the line itself, with the server's time.

    live: everything comes by itself. paused: it does not; poll. behind: something is to be
    fetched once. renew: this stream ends here by intent; open it again.
    """
    now = datetime.now(UTC).isoformat()
    return f"event: line\ndata: {encode({'state': state, 'now': now})}\n\n".encode()


def retry(milliseconds: int) -> bytes:
    """How long a browser waits before it connects again by itself."""
    return b"retry: %d\n\n" % milliseconds


def reset(after: int) -> bytes:
    """Too much was missed: the page is to load its state anew, and goes on from `after`."""
    return b'event: reset\ndata: {"after":%d}\n\n' % after


# Not a comment: pages listen for it, and take long silence for a line that is down.
HEARTBEAT = Frame(b"event: beat\ndata:\n\n")
