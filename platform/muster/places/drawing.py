"""Where sites lie, as points of a drawing; degrees become units of a box of WIDTH by HEIGHT."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sqrt

from muster.places.models import Site
from muster.places.queries import Zone

WIDTH, HEIGHT, MARGIN = 720.0, 320.0, 60.0
LEAST_DEGREES = 0.5  # so that one site alone, or two in one town, are not blown up
SMALLEST, LARGEST = 8.0, 18.0
LINE = 16.0  # between the names of neighbours


@dataclass(frozen=True, slots=True)
class Point:
    """A site in the drawing; `radius` grows with its seats, its name is written at `line`."""

    site: Site
    x: float
    y: float
    radius: float
    line: float = 0


@dataclass(frozen=True, slots=True)
class Area:
    """A hazard zone: the box around its points."""

    name: str
    points: Sequence[Point]
    x: float
    y: float
    width: float
    height: float


def areas(zones: Sequence[Zone]) -> list[Area]:
    """Every zone of which a site's place is known."""
    placed = [site for zone in zones for site in zone.sites if site.latitude is not None]
    if not placed:
        return []
    place = _projection(placed)
    most = max(site.seats for site in placed) or 1
    drawn = []
    for zone in zones:
        points = [
            Point(site, *place(site), SMALLEST + (LARGEST - SMALLEST) * sqrt(site.seats / most))
            for site in zone.sites
            if site.latitude is not None
        ]
        if points:
            drawn.append(_around(zone.name, _apart(points)))
    return drawn


def _projection(sites: Sequence[Site]) -> Callable[[Site], tuple[float, float]]:
    """Degrees to units, east to the right and north up, a degree of either as long as it is."""
    norths = [float(site.latitude or 0) for site in sites]
    easts = [float(site.longitude or 0) for site in sites]
    north, east = (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2
    narrow = max(0.2, cos(radians(north)))
    wide = max(LEAST_DEGREES, (max(easts) - min(easts)) * narrow)
    high = max(LEAST_DEGREES, max(norths) - min(norths))
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def place(site: Site) -> tuple[float, float]:
        right = (float(site.longitude or 0) - east) * narrow * scale
        up = (float(site.latitude or 0) - north) * scale
        return round(WIDTH / 2 + right, 1), round(HEIGHT / 2 - up, 1)

    return place


def _apart(points: Sequence[Point]) -> list[Point]:
    """The points with lines for their names, none on another's."""
    placed: list[Point] = []
    for point in sorted(points, key=lambda point: point.y):
        line = max(point.y + 4, placed[-1].line + LINE if placed else 0)
        placed.append(replace(point, line=line))
    return placed


def _around(name: str, points: Sequence[Point]) -> Area:
    left = min(point.x - point.radius for point in points) - 14
    top = min(point.y - point.radius for point in points) - 26
    right = max(point.x + point.radius for point in points) + 14
    bottom = max(max(point.y + point.radius, point.line) for point in points) + 14
    return Area(name, points, left, top, right - left, bottom - top)
