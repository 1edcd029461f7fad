"""Which days are holidays, by the `holidays` package."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1)
def known_places() -> dict[str, tuple[str, ...]]:
    """Countries whose holidays are known, each with its parts that have some of their own."""
    # The package is large: only processes that ask for holidays carry it.
    from holidays import list_supported_countries  # noqa: PLC0415 - see above

    supported = list_supported_countries()
    return {code: tuple(parts) for code, parts in supported.items() if len(code) == 2}


@lru_cache(maxsize=64)
def holidays_of(place: str, first_year: int, last_year: int) -> dict[date, str]:
    """Holidays of "CN" or "CA-BC" in these years, both included, by their English or own names.

    Gives nothing for a place that is not known.
    """
    from holidays import country_holidays  # noqa: PLC0415 - as above

    country, _, part = place.partition("-")
    if country not in known_places():
        return {}
    years = range(first_year, last_year + 1)
    language = "en_US"
    found = country_holidays(country, subdiv=part or None, years=years, language=language)
    return dict(found.items())
