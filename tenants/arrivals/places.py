"""Where a series has its holidays: a country and perhaps a part of it."""

from __future__ import annotations

from babel import Locale
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from muster.forecasting.holidays import known_places


def countries(locale: str) -> list[tuple[str, object]]:
    """Countries whose holidays are known, by their names in `locale`; "" is none."""
    names = Locale.parse(locale, sep="-" if "-" in locale else "_").territories
    listed = sorted((names.get(code, code), code) for code in known_places())
    return [("", _l("None")), *((code, name) for name, code in listed)]


def placed(country: str, part: str) -> str:
    """ "CA" and "bc" as "CA-BC"."""
    return f"{country}-{part.strip().upper()}" if country and part.strip() else country


def parted(place: str) -> tuple[str, str]:
    """ "CA-BC" as "CA" and "BC"."""
    country, _, part = place.partition("-")
    return country, part


def check_place(country: str, part: str) -> None:
    """Raise StopValidation for a part that the country does not have."""
    part = part.strip().upper()
    known = known_places().get(country, ())
    if country and part and part not in known:
        listed = ", ".join(known[:20])
        raise StopValidation(
            _l("This is none of its parts: %(parts)s", parts=listed)
            if known
            else _l("The parts of this country have no holidays of their own.")
        )
