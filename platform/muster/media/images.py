"""What is inside a file, and a clean picture made of it. Knows no database and no request."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PIL import Image, ImageCms, ImageOps

READABLE = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 30_000
FULL_SIDE: Final = 2000  # a telephone's 4032 pixels are then decoded at half, in a quarter of it
THUMBNAILS: Final = {"960": 960, "320": 320}
ENCODED_AS = {"image/jpeg": "JPEG", "image/webp": "WEBP"}
SRGB = ImageCms.createProfile("sRGB")
QUALITY = {"JPEG": 85, "WEBP": 88}

# Pillow warns above this and refuses above twice this, before it decodes anything.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Flaw(Enum):
    """Why a file cannot be taken."""

    EMPTY = "empty"
    NO_PICTURE = "no picture"
    HEIC = "heic"
    VECTOR = "vector"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too many pixels"


class Unreadable(Exception):
    """The file cannot be taken; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        super().__init__(flaw.value)


@dataclass(frozen=True, slots=True)
class Clean:
    """A picture without metadata, upright, at most FULL_SIDE pixels a side, encoded."""

    content: bytes
    content_type: str
    width: int
    height: int


def clean(data: bytes) -> Clean:
    """Make a clean picture of an uploaded file; raises Unreadable.

    Of a moving picture the first frame is taken. Size is judged by the file's head, before
    anything is decoded, so that a small file cannot unfold into gigabytes.
    """
    source = _opened(data)
    try:
        source.seek(0)
        if source.format == "JPEG":
            source.draft(None, _fitting(source.size, FULL_SIDE))
        picture = _upright(source)
        picture.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    except _PILLOW_ERRORS as error:
        raise Unreadable(Flaw.BROKEN) from error
    # Drawings and screenshots keep their edges, photographs their size.
    form = "JPEG" if source.format == "JPEG" else "WEBP"
    content_type = next(kind for kind, name in ENCODED_AS.items() if name == form)
    return Clean(_encoded(picture, form), content_type, picture.width, picture.height)


def shrink(content: bytes, content_type: str, side: int) -> bytes:
    """A picture of our own, at most `side` pixels a side, in the same encoding."""
    with Image.open(io.BytesIO(content), formats=READABLE) as source:
        if max(source.size) <= side:
            return content
        if source.format == "JPEG":
            source.draft(None, _fitting(source.size, side))
        picture = source.copy()
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _encoded(picture, ENCODED_AS[content_type])


# Pillow's decoders meet broken files with all of these.
_PILLOW_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    TypeError,
    OverflowError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise Unreadable(Flaw.EMPTY)
    try:
        source = Image.open(io.BytesIO(data), formats=READABLE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(Flaw.TOO_MANY_PIXELS) from error
    except _PILLOW_ERRORS as error:
        raise Unreadable(_what_else(data)) from error
    if source.width * source.height > MOST_PIXELS or max(source.size) > LONGEST_SIDE:
        raise Unreadable(Flaw.TOO_MANY_PIXELS)
    return source


def _what_else(data: bytes) -> Flaw:
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"heim", b"avif"):
        return Flaw.HEIC
    if b"<svg" in data[:1000].lower():
        return Flaw.VECTOR
    return Flaw.NO_PICTURE


def _fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    """`size` in proportion, so that the longer side is `side`."""
    longest = max(*size, side)
    return max(1, size[0] * side // longest), max(1, size[1] * side // longest)


def _upright(source: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(source)
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    plain = picture.convert("RGBA" if transparent else "RGB")
    return _in_srgb(plain, profile) if profile and picture.mode in ("RGB", "RGBA") else plain


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The same colours without the profile, which is dropped with the other metadata."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, SRGB, outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted if converted is not None else picture


def _encoded(picture: Image.Image, form: str) -> bytes:
    target = io.BytesIO()
    # A fresh image: nothing of the source's metadata, profile or comment goes along.
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if form == "JPEG":
        bare.save(target, form, quality=QUALITY[form], progressive=True)
    else:
        bare.save(target, form, quality=QUALITY[form], method=3)
    return target.getvalue()
