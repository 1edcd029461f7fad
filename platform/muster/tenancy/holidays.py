"""Holidays as people write them: a date and a name on each line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid

MOST = 366
LONGEST_NAME = 80
_LINE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+|$)(.*)")


def read(text: str) -> list[dict[str, str]]:
    """[{"on": "2026-10-01", "name": "National Day"}, …] by date; the last name of a day stands.

    Raises Invalid("holidays") that names the line in which no date can be read.
    """
    days: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _LINE.fullmatch(line)
        try:
            day = date(*map(int, found.groups()[:3])) if found else None
        except ValueError:
            day = None
        if found is None or day is None:
            raise Invalid(
                "holidays",
                _l("No date can be read in “%(line)s”. Write 2026-10-01 National Day.", line=line),
            )
        days[day.isoformat()] = found[4].strip()[:LONGEST_NAME]
    if len(days) > MOST:
        raise Invalid("holidays", _l("At most 366 holidays, please."))
    return [{"on": day, "name": name} for day, name in sorted(days.items())]


def written(holidays: Iterable[Mapping[str, str]]) -> str:
    """Kept holidays as they stand in the form."""
    return "\n".join(f"{each['on']} {each.get('name', '')}".strip() for each in holidays)
