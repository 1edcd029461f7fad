"""What is inside a file that is no picture, judged by its bytes. Knows no database, no request."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import Final

MOST_MEMBERS: Final = 10_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in old office documents, which are kept in UTF-16.
OLD_OFFICE = (
    ("WordDocument", "doc", "application/msword"),
    ("Workbook", "xls", "application/vnd.ms-excel"),
    ("PowerPoint Document", "ppt", "application/vnd.ms-powerpoint"),
)
OFFICE = (
    ("word/document.xml", "docx", "wordprocessingml.document"),
    ("xl/workbook.xml", "xlsx", "spreadsheetml.sheet"),
    ("ppt/presentation.xml", "pptx", "presentationml.presentation"),
)
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
MACROS = ("vbaproject.bin", "_vba_project")
ENCODINGS = ("utf-8-sig", "gb18030")
CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f")


class Flaw(Enum):
    """Why a file cannot be taken."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    MACROS = "macros"
    BROKEN = "broken"


class Unreadable(Exception):
    """The file cannot be taken; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        super().__init__(flaw.value)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file is: its type, and the ending that its name shall have."""

    content_type: str
    ending: str


def recognise(data: bytes, name: str) -> Document:
    """What an uploaded file is; raises Unreadable for what is not taken.

    Only a table of contents is read, nothing is unpacked. `name` tells a table from other text.
    """
    if not data:
        raise Unreadable(Flaw.EMPTY)
    if b"%PDF-" in data[:1024]:
        return Document("application/pdf", "pdf")
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(OLE):
        return _old_office(data)
    if _is_text(data):
        is_table = PurePath(name).suffix.lower() == ".csv"
        return Document("text/csv", "csv") if is_table else Document("text/plain", "txt")
    raise Unreadable(Flaw.UNKNOWN)


def _zipped(data: bytes) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
            declared = _declared(archive) if "mimetype" in members[:1] else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(Flaw.BROKEN) from error
    if len(members) > MOST_MEMBERS:
        raise Unreadable(Flaw.UNKNOWN)
    if any(PurePath(member).name.lower() in MACROS for member in members):
        raise Unreadable(Flaw.MACROS)
    if declared in OPEN_DOCUMENT:
        if any(member.startswith("Basic/") for member in members):
            raise Unreadable(Flaw.MACROS)
        return Document(declared, OPEN_DOCUMENT[declared])
    for member, ending, kind in OFFICE:
        if member in members and "[Content_Types].xml" in members:
            return Document(f"application/vnd.openxmlformats-officedocument.{kind}", ending)
    raise Unreadable(Flaw.UNKNOWN)


def _declared(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as file:
        return file.read(100).decode("ascii", "replace").strip()


def _old_office(data: bytes) -> Document:
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Unreadable(Flaw.MACROS)
    for stream, ending, content_type in OLD_OFFICE:
        if stream.encode("utf-16-le") in data:
            return Document(content_type, ending)
    raise Unreadable(Flaw.UNKNOWN)


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not CONTROLS.intersection(text)
    return False
