"""In which encoding a text file is written: looked at whole, so that no row fails later."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from tenants.imports.problems import Unreadable

CHOICES = ("utf-8", "gb18030", "big5", "utf-16", "cp1252")

CHUNK = 1 << 16
_SAMPLE = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON_SHARE = 0.9


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
    share = _common_chinese(file.read(_SAMPLE))
    if share >= _COMMON_SHARE and first_bad_line(file, "gb18030") is None:
        return "gb18030"
    # Chinese in UTF-8 with a damaged byte is no Western text.
    if share == 0 and not _has_wide_utf8(file) and first_bad_line(file, "cp1252") is None:
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
    """UTF-16 shows by zeros on one side of each pair."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.1 and even == 0:
        return "utf-16-le"
    if even > len(head) * 0.1 and odd == 0:
        return "utf-16-be"
    raise Unreadable("file.binary")


def _common_chinese(sample: bytes) -> float:
    """The share of double bytes that are characters in daily use, read as GB18030."""
    common = total = position = 0
    while position < len(sample) - 1:
        first, second = sample[position], sample[position + 1]
        if first < 0x80:
            position += 1
            continue
        total += 1
        common += 0xA1 <= first <= 0xF7 and 0xA1 <= second <= 0xFE
        position += 4 if 0x30 <= second <= 0x39 else 2
    return common / total if total else 0.0


def _has_wide_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    return any(
        "\u0800" <= letter != "\ufffd" for letter in file.read(_SAMPLE).decode("utf-8", "replace")
    )
