"""Documents as people upload them, and things that only look like one."""

from __future__ import annotations

import io
import zipfile


def zipped(*names: str, mimetype: str = "") -> bytes:
    """An archive with these members, the same at any time; `mimetype` comes first if given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"x")
    return target.getvalue()


def word(*more: str) -> bytes:
    """A Word document, with further members if wanted."""
    return zipped("[Content_Types].xml", "word/document.xml", *more)


def old(stream: str) -> bytes:
    """An old office document with this stream in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + stream.encode("utf-16-le")


PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
