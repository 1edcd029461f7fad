"""Logos and covers for the demo's companies, drawn on the spot: no picture is shipped."""

from __future__ import annotations

import colorsys
import io
import math
from random import Random

from PIL import Image, ImageDraw

Color = tuple[int, int, int]


def logo(slug: str, color: str, size: int = 512) -> bytes:
    """A square sign of overlapping circles in the company's colour, as PNG."""
    random, base = Random(slug), rgb(color)  # noqa: S311 — decoration
    image = Image.new("RGB", (size, size), base)
    draw = ImageDraw.Draw(image, "RGBA")
    for number in range(4):
        angle = math.tau * (number / 4 + random.random() / 6)
        radius = size * (0.18 + 0.1 * random.random())
        x = size / 2 + math.cos(angle) * size * 0.2
        y = size / 2 + math.sin(angle) * size * 0.2
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 255, 255, 88))
    return _png(image)


def cover(slug: str, color: str, width: int = 1600, height: int = 480) -> bytes:
    """A wide picture of hills in shades of the company's colour, as PNG."""
    random, base = Random(slug), rgb(color)  # noqa: S311 — decoration
    image = Image.new("RGB", (width, height), _shade(base, 1.9))
    draw = ImageDraw.Draw(image)
    for layer in range(5):
        floor = height * (0.35 + 0.13 * layer)
        waves = [(random.uniform(0.6, 2.2), random.uniform(0, math.tau)) for _ in range(3)]
        line = [
            (x, floor + _wave(x / width, waves) * height * 0.07) for x in range(0, width + 8, 8)
        ]
        draw.polygon([*line, (width, height), (0, height)], fill=_shade(base, 1.6 - 0.2 * layer))
    return _png(image)


def _wave(at: float, waves: list[tuple[float, float]]) -> float:
    return sum(math.sin(math.tau * frequency * at + phase) for frequency, phase in waves)


def rgb(color: str) -> Color:
    """The parts, 0 to 255, of a colour such as #2b8a3e."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def toned(color: Color, lightness: float) -> Color:
    """The colour, paler, with a lightness from 0, black, to 1, white."""
    hue, _, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    shaded = colorsys.hls_to_rgb(hue, lightness, saturation * 0.75)
    return tuple(round(part * 255) for part in shaded)  # type: ignore[return-value]  # three parts


def _shade(color: Color, factor: float) -> Color:
    lightness = colorsys.rgb_to_hls(*(part / 255 for part in color))[1]
    return toned(color, min(0.93, lightness * factor))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
