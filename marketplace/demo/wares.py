"""Pictures of what the demo's companies sell, drawn on the spot: no picture is shipped.

Positions and sizes are in units of a sheet of 160 × 120, with the floor at 98.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from functools import cache

from PIL import Image, ImageDraw

from marketplace.demo.faces import Color, rgb, toned

WIDTH, HEIGHT = 160, 120
UNIT = 8  # pixels while drawing; halved afterwards, which smooths the edges
PAPER, INK, LEAF, GLASS = (253, 252, 249), (42, 52, 58), (74, 138, 92), (205, 226, 235)
COPPER = (226, 196, 140)
PETALS = ((232, 106, 94), (246, 197, 84), (240, 240, 236), (201, 120, 176), (247, 158, 110))

Point = tuple[float, float]


class Sheet:
    """A sheet in a company's colour to draw on with a few plain shapes."""

    def __init__(self, color: str) -> None:
        self.base = rgb(color)
        self.pale, self.ground, self.mid, self.deep = (
            toned(self.base, lightness) for lightness in (0.93, 0.84, 0.6, 0.25)
        )
        self.image = Image.new("RGB", (WIDTH * UNIT, HEIGHT * UNIT), self.pale)
        self._draw = ImageDraw.Draw(self.image)
        self.oval(80, 99, 64, 7, self.ground)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Color, radius: float = 0
    ) -> None:
        """A rectangle with round corners."""
        place = (left * UNIT, top * UNIT, right * UNIT, bottom * UNIT)
        self._draw.rounded_rectangle(place, radius=radius * UNIT, fill=fill)

    def oval(self, x: float, y: float, wide: float, high: float, fill: Color) -> None:
        """An ellipse around a point; `wide` and `high` are half its axes."""
        place = ((x - wide) * UNIT, (y - high) * UNIT, (x + wide) * UNIT, (y + high) * UNIT)
        self._draw.ellipse(place, fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Color) -> None:
        """A circle around a point."""
        self.oval(x, y, radius, radius, fill)

    def shape(self, points: Sequence[Point], fill: Color) -> None:
        """A polygon."""
        self._draw.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], fill: Color, width: float = 2) -> None:
        """A line with round ends and joints."""
        scaled = [(x * UNIT, y * UNIT) for x, y in points]
        self._draw.line(scaled, fill=fill, width=round(width * UNIT), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def arc(self, x: float, y: float, radius: float, fill: Color, width: float = 3) -> None:
        """The upper quarter of a circle around a point."""
        place = tuple(side * UNIT for side in (x - radius, y - radius, x + radius, y + radius))
        self._draw.arc(place, 225, 315, fill=fill, width=round(width * UNIT))

    def leaf(self, x: float, y: float, angle: float, length: float, fill: Color) -> None:
        """A leaf that grows from a point; the angle in degrees, 90 is upwards."""
        along = math.radians(angle)
        tip = (x + math.cos(along) * length, y - math.sin(along) * length)
        sides = [
            (
                x + math.cos(along + turn) * length * 0.58,
                y - math.sin(along + turn) * length * 0.58,
            )
            for turn in (0.38, -0.38)
        ]
        self.shape([(x, y), sides[0], tip, sides[1]], fill)

    def png(self) -> bytes:
        """The finished picture."""
        out = io.BytesIO()
        self.image.reduce(2).save(out, "PNG", compress_level=1)
        return out.getvalue()


def _washer(sheet: Sheet) -> None:
    sheet.box(50, 18, 110, 100, PAPER, 5)
    sheet.box(50, 32, 110, 33, sheet.ground)
    sheet.box(57, 23, 76, 28, sheet.mid, 2)
    sheet.disc(101, 25.5, 3.5, sheet.base)
    sheet.disc(80, 66, 24, sheet.mid)
    sheet.disc(80, 66, 18, GLASS)
    sheet.shape([(64, 72), (72, 68), (80, 72), (88, 68), (96, 72), (90, 80), (70, 80)], sheet.base)


def _fridge(sheet: Sheet) -> None:
    sheet.box(50, 8, 110, 100, PAPER, 5)
    sheet.box(79.4, 8, 80.6, 100, sheet.ground)
    sheet.box(50, 60, 110, 61.2, sheet.ground)
    for x in (74, 83):
        sheet.box(x, 30, x + 3, 52, sheet.base, 1.5)
        sheet.box(x, 66, x + 3, 78, sheet.base, 1.5)


def _air_conditioner(sheet: Sheet) -> None:
    sheet.box(28, 26, 132, 58, PAPER, 7)
    sheet.box(36, 49, 124, 53, sheet.mid, 2)
    sheet.disc(122, 36, 2.5, sheet.base)
    for x in (52, 80, 108):
        waves = [(x + 3 * math.sin(y / 4), y) for y in range(66, 92, 2)]
        sheet.line(waves, sheet.mid, 3)


def _television(sheet: Sheet) -> None:
    sheet.box(20, 18, 140, 86, INK, 3)
    sheet.box(23, 21, 137, 83, sheet.mid, 1)
    sheet.disc(112, 38, 8, PAPER)
    sheet.shape(
        [(23, 83), (23, 64), (54, 42), (84, 70), (104, 54), (137, 78), (137, 83)], sheet.base
    )
    sheet.box(74, 86, 86, 96, INK)
    sheet.box(54, 95, 106, 99, INK, 2)


def _laptop(sheet: Sheet) -> None:
    sheet.box(36, 22, 124, 84, INK, 4)
    sheet.box(40, 26, 120, 80, sheet.mid, 1)
    sheet.shape([(40, 80), (40, 62), (66, 46), (92, 66), (120, 52), (120, 80)], sheet.base)
    sheet.shape([(34, 84), (126, 84), (142, 98), (18, 98)], PAPER)
    sheet.shape([(66, 92), (94, 92), (97, 97), (63, 97)], sheet.ground)


def _repair(sheet: Sheet) -> None:
    _laptop(sheet)
    sheet.line([(62, 73), (90, 44)], PAPER, 8)
    sheet.disc(94, 40, 11, PAPER)
    sheet.shape([(93, 41), (108, 37), (98, 26)], sheet.mid)
    sheet.disc(63, 72, 2, sheet.deep)


def _drive(sheet: Sheet) -> None:
    sheet.box(44, 14, 116, 100, INK, 6)
    sheet.disc(80, 52, 30, PAPER)
    sheet.disc(80, 52, 22, GLASS)
    sheet.disc(80, 52, 7, INK)
    sheet.line([(106, 90), (92, 62)], sheet.mid, 5)
    sheet.disc(106, 90, 6, sheet.mid)


def _circuit(sheet: Sheet) -> None:
    sheet.box(28, 20, 132, 98, LEAF, 5)
    for step in range(5):
        sheet.line([(58, 43 + 8 * step), (40, 43 + 8 * step)], COPPER, 1.6)
        sheet.line([(102, 43 + 8 * step), (120, 43 + 8 * step)], COPPER, 1.6)
        sheet.line([(64 + 8 * step, 38), (64 + 8 * step, 28)], COPPER, 1.6)
        sheet.line([(64 + 8 * step, 80), (64 + 8 * step, 90)], COPPER, 1.6)
    sheet.box(58, 37, 102, 81, INK, 3)
    sheet.box(66, 45, 94, 73, sheet.mid, 2)


def _bouquet(sheet: Sheet) -> None:
    heads = ((56, 42), (80, 30), (104, 42), (66, 56), (94, 56), (80, 46))
    for x, y in heads:
        sheet.line([(x, y), (80, 94)], LEAF, 2)
    for angle in (60, 90, 120):
        sheet.leaf(80, 70, angle, 46, LEAF)
    sheet.shape([(52, 62), (108, 62), (90, 102), (70, 102)], PAPER)
    sheet.shape([(52, 62), (84, 80), (70, 102)], sheet.mid)
    for number, (x, y) in enumerate(heads):
        petal = PETALS[number % len(PETALS)]
        for turn in range(6):
            at = math.tau * turn / 6
            sheet.disc(x + 7 * math.cos(at), y + 7 * math.sin(at), 5.5, petal)
        sheet.disc(x, y, 4.5, PETALS[1] if number % len(PETALS) != 1 else PETALS[4])


def _plant(sheet: Sheet) -> None:
    for angle, length in ((30, 52), (60, 60), (90, 66), (120, 60), (150, 52)):
        sheet.leaf(80, 78, angle, length, LEAF)
    for angle in (45, 75, 105, 135):
        sheet.leaf(80, 78, angle, 44, (96, 164, 112))
    sheet.shape([(58, 68), (102, 68), (96, 101), (64, 101)], PAPER)
    sheet.box(55, 64, 105, 72, sheet.mid, 2)


def _card(sheet: Sheet) -> None:
    sheet.box(30, 26, 130, 92, sheet.deep, 7)
    sheet.box(30, 23, 130, 89, sheet.base, 7)
    sheet.box(102, 36, 110, 60, PAPER, 1)
    sheet.box(94, 44, 118, 52, PAPER, 1)
    sheet.box(40, 34, 58, 48, PETALS[1], 2)
    sheet.box(40, 66, 86, 70, sheet.pale, 2)
    sheet.box(40, 75, 70, 79, sheet.pale, 2)


def _envelope(sheet: Sheet) -> None:
    sheet.box(54, 14, 120, 70, sheet.base, 5)
    sheet.box(98, 22, 103, 40, PAPER, 1)
    sheet.box(91.5, 28.5, 109.5, 33.5, PAPER, 1)
    sheet.box(30, 46, 130, 102, PAPER, 4)
    sheet.line([(32, 49), (80, 80), (128, 49)], sheet.mid, 2.5)


def _shield(sheet: Sheet) -> None:
    for inset, fill in ((0, sheet.base), (7, PAPER)):
        sheet.shape(
            [
                (80, 10 + inset),
                (118 - inset, 24 + inset * 0.6),
                (115 - inset, 66 - inset * 0.2),
                (80, 102 - inset * 1.3),
                (45 + inset, 66 - inset * 0.2),
                (42 + inset, 24 + inset * 0.6),
            ],
            fill,
        )
    sheet.line([(64, 54), (76, 67), (98, 40)], sheet.base, 7)


def _car(sheet: Sheet) -> None:
    sheet.shape([(40, 66), (54, 40), (100, 40), (118, 66)], sheet.deep)
    sheet.shape([(49, 63), (58, 45), (76, 45), (76, 63)], GLASS)
    sheet.shape([(81, 63), (81, 45), (97, 45), (109, 63)], GLASS)
    sheet.box(24, 62, 136, 88, sheet.base, 9)
    sheet.box(126, 68, 136, 75, PETALS[1], 2)
    for x in (50, 110):
        sheet.disc(x, 88, 13, INK)
        sheet.disc(x, 88, 6, GLASS)


def _book(sheet: Sheet) -> None:
    sheet.shape([(22, 36), (80, 46), (138, 36), (138, 94), (80, 104), (22, 94)], sheet.base)
    sheet.shape([(27, 32), (80, 42), (80, 98), (27, 88)], PAPER)
    sheet.shape([(133, 32), (80, 42), (80, 98), (133, 88)], PAPER)
    sheet.box(79.4, 42, 80.6, 98, sheet.ground)
    for y in (48, 57, 66, 75):
        sheet.line([(36, y - 3), (71, y + 4)], sheet.mid, 2)
    sheet.line([(92, 78), (124, 71)], INK, 1.6)
    sheet.line([(94, 82), (94, 46)], INK, 1.6)
    curve = [(94 + step, 78 - step * 0.2 - 0.028 * step * step) for step in range(0, 30, 2)]
    sheet.line(curve, PETALS[0], 2.4)


def _router(sheet: Sheet) -> None:
    for x, lean in ((46, -5), (114, 5)):
        sheet.line([(x, 76), (x + lean, 34)], INK, 4)
    sheet.box(30, 72, 130, 99, PAPER, 7)
    for x in (46, 58, 70):
        sheet.disc(x, 86, 2.6, sheet.base)
    for radius in (12, 24, 36):
        sheet.arc(80, 62, radius, sheet.base, 4)
    sheet.disc(80, 58, 4, sheet.base)


def _telephone(sheet: Sheet) -> None:
    sheet.box(56, 8, 104, 104, INK, 8)
    sheet.box(59.5, 14, 100.5, 98, sheet.pale, 4)
    for number, top in enumerate((66, 56, 46, 36)):
        sheet.box(65 + 8 * number, top, 70 + 8 * number, 76, sheet.base, 1)
    sheet.box(65, 83, 95, 87, sheet.mid, 2)


def _flight(sheet: Sheet) -> None:
    sheet.shape([(22, 62), (138, 20), (74, 74)], PAPER)
    sheet.shape([(74, 74), (138, 20), (96, 96)], sheet.mid)
    sheet.shape([(60, 70), (138, 20), (74, 74), (70, 98)], sheet.base)
    sheet.shape([(70, 98), (74, 74), (84, 84)], sheet.deep)


def _ticket(sheet: Sheet) -> None:
    sheet.box(22, 34, 138, 90, PAPER, 5)
    sheet.box(22, 34, 138, 48, sheet.base, 5)
    sheet.box(22, 42, 138, 48, sheet.base)
    for y in range(52, 90, 6):
        sheet.box(103, y, 104.4, y + 3, sheet.mid)
    sheet.line([(40, 68), (78, 68)], sheet.mid, 2)
    sheet.disc(36, 68, 4.5, sheet.base)
    sheet.disc(84, 68, 4.5, sheet.base)
    for x, wide in ((110, 1.5), (114, 3), (119, 1.5), (123, 4), (129, 1.5)):
        sheet.box(x, 56, x + wide, 82, INK)


def _bed(sheet: Sheet) -> None:
    sheet.box(28, 30, 132, 90, sheet.deep, 6)
    sheet.box(38, 50, 76, 68, PAPER, 5)
    sheet.box(84, 50, 122, 68, PAPER, 5)
    sheet.box(22, 64, 138, 94, sheet.base, 6)
    sheet.box(22, 64, 138, 73, PAPER, 4)
    for x in (30, 122):
        sheet.box(x, 94, x + 8, 101, INK, 1)


def _lanterns(sheet: Sheet) -> None:
    sheet.shape([(14, 40), (34, 20), (126, 20), (146, 40)], INK)
    sheet.box(24, 38, 136, 44, sheet.deep)
    for x in (30, 122):
        sheet.box(x, 44, x + 8, 100, sheet.base)
    sheet.box(60, 56, 100, 100, sheet.deep, 2)
    sheet.box(79.3, 56, 80.7, 100, PAPER)
    for x in (49, 111):
        sheet.line([(x, 44), (x, 52)], INK, 1)
        sheet.oval(x, 60, 7.5, 8.5, PETALS[0])
        sheet.line([(x, 69), (x, 76)], PETALS[1], 1.6)


def _toolbox(sheet: Sheet) -> None:
    sheet.line([(62, 44), (62, 30), (98, 30), (98, 44)], INK, 5)
    sheet.box(30, 44, 130, 100, sheet.base, 5)
    sheet.box(30, 62, 130, 66, sheet.deep)
    sheet.box(72, 58, 88, 72, PETALS[1], 2)
    sheet.line([(42, 44), (42, 24)], PAPER, 4)
    sheet.box(39, 14, 45, 30, PETALS[0], 2)
    sheet.line([(116, 44), (116, 26)], INK, 4)
    sheet.disc(116, 22, 6.5, INK)
    sheet.shape([(113, 22), (119, 22), (119, 13), (113, 13)], sheet.pale)


WARES: dict[str, Callable[[Sheet], None]] = {
    "air-conditioner": _air_conditioner,
    "bed": _bed,
    "book": _book,
    "bouquet": _bouquet,
    "car": _car,
    "card": _card,
    "circuit": _circuit,
    "drive": _drive,
    "envelope": _envelope,
    "flight": _flight,
    "fridge": _fridge,
    "lanterns": _lanterns,
    "laptop": _laptop,
    "plant": _plant,
    "repair": _repair,
    "router": _router,
    "shield": _shield,
    "telephone": _telephone,
    "television": _television,
    "ticket": _ticket,
    "toolbox": _toolbox,
    "washer": _washer,
}


@cache
def ware(kind: str, color: str) -> bytes:
    """A picture of something of this kind (a name of WARES) in a company's colour, as PNG."""
    sheet = Sheet(color)
    WARES[kind](sheet)
    return sheet.png()
