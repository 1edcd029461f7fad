"""How a text file is written: UTF-8, GBK, UTF-16, and what is none of them."""

from __future__ import annotations

from io import BytesIO

import pytest

from muster.tables.encodings import detect, first_bad_line
from muster.tables.problems import Unreadable, said

CHINESE = "名称,价格\n变频空调,2599\n冰箱，对开门,4299\n" * 20
TRADITIONAL = "品名,價格\n變頻冷氣機,25900\n對開門冰箱，無霜,42990\n" * 20
WESTERN = "name;price\ncafé crème;3,50\nmüsli;2\n" * 20


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "cp1252", "cp1252"),
        (TRADITIONAL, "big5", "big5"),
        ("plain,ascii\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found_and_reads_the_file(text: str, written: str, found: str) -> None:
    content = text.encode(written)
    assert detect(BytesIO(content)) == found
    assert content.decode(found).removeprefix("\ufeff") == text


def test_a_character_across_two_chunks_is_one_character() -> None:
    content = ("x" * 65_535 + "空调\n").encode()
    assert detect(BytesIO(content)) == "utf-8"


def test_what_the_person_says_goes_before() -> None:
    content = "品名,價格\n冷氣機,5\n".encode("big5")
    assert detect(BytesIO(content), "big5") == "big5"
    assert detect(BytesIO(CHINESE.encode()), "utf-8") == "utf-8-sig"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (CHINESE.encode() + b"\n\xff\xff\xff,1\n", 62),
        (CHINESE.encode() + "坏".encode()[:2] + b",1\n", 61),
    ],
)
def test_a_damaged_file_names_its_first_bad_line(content: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        detect(BytesIO(content))
    assert f"Line {line} " in said(refused.value.code)


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Unreadable):
        detect(BytesIO(CHINESE.encode("gbk")), "utf-8")


def test_zeros_without_a_system_are_no_text() -> None:
    with pytest.raises(Unreadable) as refused:
        detect(BytesIO(b"a\x00\x00\x00b\x00\x00c\x00"))
    assert refused.value.code == "file.binary"


def test_the_first_bad_line_is_counted_from_one() -> None:
    assert first_bad_line(BytesIO(b"a\nb\n"), "ascii") is None
    assert first_bad_line(BytesIO(b"a\nb\n\xe9"), "ascii") == 3
