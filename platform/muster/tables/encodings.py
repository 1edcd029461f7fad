"""In which encoding a text file is written: looked at whole, so that no row fails later."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from muster.tables.problems import Unreadable

CHUNK = 1 << 16
_SAMPLE = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON_SHARE = 0.9
# First and second bytes of the characters and signs that are in daily use.
_COMMON = {
    "gb18030": (frozenset(range(0xA1, 0xF8)), frozenset(range(0xA1, 0xFF))),
    "big5": (
        frozenset(range(0xA1, 0xC7)),
        frozenset((*range(0x40, 0x7F), *range(0xA1, 0xFF))),
    ),
}


def detect(file: BinaryIO, asked: str | None = None) -> str:
    """The name of the encoding that reads the whole file without an error.

    asked: what the person says it is. Raises Unreadable, naming the first bad line.
    """
    head = file.read(4096)
    if asked is not None:
        return _checked(file, "utf-8-sig" if asked == "utf-8" else asked)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return _checked(file, encoding)
    if b"\x00" in head:
        return _checked(file, _wide(head))
    return _without_mark(file)


def _without_mark(file: BinaryIO) -> str:
    bad = first_bad_line(file, "utf-8")
    if bad is None:
        return "utf-8"
    file.seek(0)
    sample = file.read(_SAMPLE)
    shares = {name: _common_share(sample, name) for name in _COMMON}
    for name in sorted(shares, key=lambda each: -shares[each]):
        if shares[name] >= _COMMON_SHARE and first_bad_line(file, name) is None:
            return name
    # Chinese in UTF-8 with a damaged byte is no Western text.
    few = max(shares.values()) == 0 and not _has_wide_utf8(file)
    if few and first_bad_line(file, "cp1252") is None:
        return "cp1252"
    raise Unreadable("file.encoding", bad)


def _checked(file: BinaryIO, encoding: str) -> str:
    bad = first_bad_line(file, encoding)
    if bad is not None:
        raise Unreadable("file.encoding", bad)
    return encoding


def first_bad_line(file: BinaryIO, encoding: str) -> int | None:
    """The first line, counted from 1, that is not text in this encoding; None if all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for chunk, last in _chunks(file):
        try:
            line += decoder.decode(chunk, final=last).count("\n")
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(encoding, "ignore")
            return line + good.count("\n")
    return None


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk, False
    yield b"", True


def _wide(head: bytes) -> str:
    """UTF-16 shows by zeros that are mostly on one side of each pair."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    many = len(head) * 0.02
    if odd > many and odd > 4 * even:
        return "utf-16-le"
    if even > many and even > 4 * odd:
        return "utf-16-be"
    raise Unreadable("file.binary")


def _common_share(sample: bytes, encoding: str) -> float:
    """The share of double bytes that are characters in daily use, read in this encoding."""
    first_bytes, second_bytes = _COMMON[encoding]
    common = total = position = 0
    while position < len(sample) - 1:
        first, second = sample[position], sample[position + 1]
        if first < 0x80:
            position += 1
            continue
        total += 1
        common += first in first_bytes and second in second_bytes
        position += 4 if encoding == "gb18030" and 0x30 <= second <= 0x39 else 2
    return common / total if total else 0.0


def _has_wide_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    return any(
        "\u0800" <= letter != "\ufffd" for letter in file.read(_SAMPLE).decode("utf-8", "replace")
    )
