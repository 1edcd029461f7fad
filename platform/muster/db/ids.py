"""Identifiers: time-ordered, unguessable, made by whoever needs one first."""

from __future__ import annotations

import os
import time
from datetime import datetime
from uuid import UUID


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562, sections 5.7 and 6.2, method 3), in the order of its making.

    48 bits of Unix milliseconds, 12 bits of the fraction of a millisecond, 62 random bits.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") >> 2
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62
    return UUID(int=value | random)


def first_id(moment: datetime) -> UUID:
    """The smallest version 7 UUID that can have been made at or after `moment`."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
