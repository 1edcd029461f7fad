"""Time zones that a company can choose, and the country that each lies in."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

DEFAULTS = {"zh": "Asia/Shanghai", "en": "Europe/London"}
_TABLE = "zone.tab"


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Every zone of the tz database that is somebody's, with its ISO country."""
    table = resources.files("tzdata").joinpath("zoneinfo", _TABLE).read_text()
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def is_zone(name: str) -> bool:
    """Whether a company can choose the zone `name`."""
    return name in countries()


def region(zone: str) -> str | None:
    """ISO country of a zone: where a telephone number without a country code is dialled."""
    return countries().get(zone)


def default(locale: str) -> str:
    """The zone that most readers of `locale` live in."""
    return DEFAULTS.get(locale, "Etc/UTC")


@lru_cache(maxsize=8)
def choices(locale: str, day: str) -> list[tuple[str, str]]:
    """Zones with labels in `locale`, from west to east, for a list to choose from.

    day: ISO date on which the offsets shall be right; they change with summer time.
    """
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    rows = [(moment.astimezone(ZoneInfo(name)), name) for name in countries()]
    rows.sort(key=lambda row: (row[0].utcoffset(), row[1]))
    return [(name, _label(local, name, locale)) for local, name in rows]


def _label(local: datetime, name: str, locale: str) -> str:
    place = get_timezone_location(ZoneInfo(name), locale=locale, return_city=True)
    offset = f"{local:%z}"
    return f"(UTC{offset[:3]}:{offset[3:5]}) {place} · {name}"


def midnight(zone: str, now: datetime) -> datetime:
    """When the day of `now` began in an IANA zone."""
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
