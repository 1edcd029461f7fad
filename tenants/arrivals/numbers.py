"""Numbers and spans of time as they stand in reports of telephone systems."""

from __future__ import annotations

import re
import unicodedata

MOST = 10_000_000
LONGEST_SECONDS = 86_400.0
_COUNT = re.compile(r"([+-]?)(\d+|\d{1,3}(?:[, ' ]\d{3})+)(?:\.(\d+))?")
_SPAN = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})(?:\.\d+)?")
_MISSING = {"", "-", "–", "—", "n/a", "na", "null", "none", "nan", "#n/a"}


class NoNumber(ValueError):
    """A text that is no number of what is counted. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_count(text: str) -> int | None:
    """A whole number, not negative; None where nothing stands. Raises NoNumber."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.lower() in _MISSING:
        return None
    found = _COUNT.fullmatch(plain)
    if found is None:
        raise NoNumber("number.unreadable")
    value = int(re.sub(r"\D", "", found[2]))
    if found[1] == "-" and value:
        raise NoNumber("number.negative")
    if found[3] and int(found[3]):
        raise NoNumber("number.fraction")
    if value > MOST:
        raise NoNumber("number.large")
    return value


def read_seconds(text: str) -> float | None:
    """A span in seconds: "166", "2:46" or "0:02:46"; None where nothing stands."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.lower() in _MISSING:
        return None
    span = _SPAN.fullmatch(plain)
    if span is not None:
        return int(span[1] or 0) * 3600.0 + int(span[2]) * 60 + int(span[3])
    try:
        seconds = float(plain.replace(",", ""))
    except ValueError:
        raise NoNumber("seconds.unreadable") from None
    if seconds < 0:
        raise NoNumber("seconds.negative")
    if not seconds <= LONGEST_SECONDS:
        raise NoNumber("seconds.long")
    return seconds
