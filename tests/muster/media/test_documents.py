"""What a file is, by its bytes."""

from __future__ import annotations

import pytest

from muster.media.documents import Flaw, Unreadable, recognise
from tests.muster.media import papers


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [
        (papers.PDF, "a.exe", "pdf"),
        (papers.word(), "a.zip", "docx"),
        (papers.zipped("[Content_Types].xml", "xl/workbook.xml"), "a", "xlsx"),
        (papers.zipped("[Content_Types].xml", "ppt/presentation.xml"), "a", "pptx"),
        (papers.zipped("a", mimetype="application/vnd.oasis.opendocument.text"), "a", "odt"),
        (papers.old("WordDocument"), "a", "doc"),
        (papers.old("Workbook"), "a", "xls"),
        ("型号,价格\nH8,3299\n".encode("gb18030"), "价.CSV", "csv"),
        ("您好\n".encode(), "说明", "txt"),
        ("您好".encode("utf-16"), "a.txt", "txt"),
        (b"<html><script>alert(1)</script>", "a.html", "txt"),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, name: str, ending: str) -> None:
    assert recognise(data, name).ending == ending


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", Flaw.EMPTY),
        (b"MZ\x90\x00\x03\x00", Flaw.UNKNOWN),
        (b"\x7fELF\x02\x01\x01\x00", Flaw.UNKNOWN),
        (papers.zipped("a.txt"), Flaw.UNKNOWN),
        (papers.zipped(*(f"{n}" for n in range(10_001))), Flaw.UNKNOWN),
        (papers.word("word/vbaProject.bin"), Flaw.MACROS),
        (papers.old("WordDocument _VBA_PROJECT"), Flaw.MACROS),
        (papers.old("Something"), Flaw.UNKNOWN),
        (papers.word()[:40], Flaw.BROKEN),
        (b"text\x00text", Flaw.UNKNOWN),
    ],
)
def test_what_is_not_taken(data: bytes, flaw: Flaw) -> None:
    with pytest.raises(Unreadable) as refused:
        recognise(data, "a.pdf")
    assert refused.value.flaw is flaw
