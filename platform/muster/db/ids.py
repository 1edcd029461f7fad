"""Identifiers: time-ordered, unguessable, made by whoever needs one first."""

from __future__ import annotations

import os
import time
from datetime import datetime
from uuid import UUID


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562, section 5.7): 48 bits of Unix milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def first_id(moment: datetime) -> UUID:
    """The smallest version 7 UUID that can have been made at or after `moment`."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
