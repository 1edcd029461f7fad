"""Files as people upload them: good ones, broken ones, and ones that lie."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

RED, BLUE = (200, 30, 40), (20, 60, 200)


def picture(form: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def sideways() -> bytes:
    """A photograph taken with the telephone held upright, with a place in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right to see it upright
    exif[0x010F] = "Telephone of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(size=(400, 200), exif=exif)


def see_through() -> bytes:
    """A PNG that is half transparent."""
    target = io.BytesIO()
    Image.new("RGBA", (64, 64), (*RED, 90)).save(target, "PNG")
    return target.getvalue()


def moving() -> bytes:
    """A GIF of three frames; the first is red."""
    frames = [Image.new("RGB", (64, 64), color) for color in (RED, BLUE, (0, 0, 0))]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises `width` times `height` pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    """The picture in `content`, decoded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image
