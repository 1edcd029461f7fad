"""Dates, numbers and money as the reader writes them: template filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date as format_local_date
from babel.dates import format_skeleton, format_timedelta, get_datetime_format
from babel.dates import format_time as format_local_time
from babel.numbers import format_currency, get_currency_precision
from flask import Flask
from flask_babel import (
    format_date,
    format_datetime,
    format_decimal,
    format_time,
    get_locale,
    get_timezone,
    gettext,
    to_user_timezone,
)
from flask_babel import format_percent as babel_percent
from markupsafe import Markup, escape

from muster.letters import has_chinese
from muster.web.locale import reads_chinese

Moment = dt.datetime | None
JUST_NOW = dt.timedelta(minutes=1)
MINUTES_REMEMBERED = 4096  # a list tells the same few again and again
_FIRST_SEPARATED = 1000


def zone_name() -> str:
    """The reader's zone: what a script writes stands in the same one as what the server wrote."""
    return str(get_timezone())


def datetime_element(moment: Moment, form: str = "medium") -> Markup | str:
    """`moment` in the reader's zone, as a time element. Nothing for None.

    `form` is `medium` (to the minute), `exact` (to the second) or one of Babel's.
    """
    return _element(moment, _said(moment, form)) if moment else ""


def _said(moment: dt.datetime, form: str) -> str:
    if form != "medium":
        return str(format_datetime(moment, "medium" if form == "exact" else form))
    minute = to_user_timezone(moment).replace(second=0, microsecond=0, tzinfo=None)
    return _to_the_minute(get_locale(), minute)


@lru_cache(MINUTES_REMEMBERED)
def _to_the_minute(locale: Locale, minute: dt.datetime) -> str:
    pattern = str(get_datetime_format("medium", locale=locale))
    said = {
        "{0}": format_local_time(minute, "short", locale=locale),
        "{1}": format_local_date(minute, "medium", locale=locale),
    }
    return pattern.replace("{0}", said["{0}"]).replace("{1}", said["{1}"])


def date_element(day: dt.date | None, form: str = "medium") -> Markup | str:
    """The day of a date or a moment, as a time element. Nothing for None."""
    return _element(day, format_date(day, form)) if day else ""


def month_day(day: dt.date) -> str:
    """A day without its year, as narrow tables show it."""
    return str(format_skeleton("MMMd", day, locale=get_locale()))


def time_element(moment: Moment, form: str = "short") -> Markup | str:
    """The time of day of `moment` in the reader's zone. Nothing for None."""
    return _element(moment, format_time(moment, form)) if moment else ""


def ago_element(moment: Moment) -> Markup | str:
    """How long ago `moment` was; the exact time on hover, and kept moving by `js/app.js`."""
    if moment is None:
        return ""
    passed = moment - dt.datetime.now(dt.UTC)
    said = (
        gettext("just now")
        if abs(passed) < JUST_NOW
        else format_timedelta(passed, locale=get_locale(), add_direction=True)
    )
    exact = _said(moment, "exact")
    return _element(moment, said, Markup(' title="{}" data-ago').format(exact))


def money(minor: int | None, currency: str) -> str:
    """Whole minor units of an ISO `currency` as an amount: `123456|money('CNY')`."""
    if minor is None:
        return ""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=get_locale()))


def number(value: float | Decimal | None) -> str:
    """A number with the reader's separators; a dash for None."""
    if isinstance(value, int) and 0 <= value < _FIRST_SEPARATED:
        return str(value)  # the same to every reader, and a wall has hundreds of them
    return "–" if value is None else str(format_decimal(value))


def percent(share: float | Decimal | None, digits: int = 0) -> str:
    """A share from 0 to 1 as per cent; a dash for None."""
    if share is None:
        return "–"
    return str(babel_percent(share, f"#,##0.{'0' * digits}%" if digits else "#,##0%"))


def duration(seconds: float | None) -> str:
    """Seconds as m:ss or h:mm:ss, as wall boards show them; a dash for None."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def file_size(size_bytes: int) -> str:
    """A number of bytes in B, kB or MB, as `js/cards.js` writes it, too."""
    for unit, least in (("MB", 1_000_000), ("kB", 1_000)):
        if size_bytes >= least:
            return f"{format_decimal(round(size_bytes / least, 1))} {unit}"
    return f"{size_bytes} B"


def languages(codes: Iterable[str]) -> str:
    """Languages by their codes, named and listed as the reader would; unknown codes stay codes."""
    locale = get_locale()
    names = [str(locale.languages.get(code, code)) if locale else code for code in codes]
    return ("、" if reads_chinese() else ", ").join(names)


def own_words(name: str) -> str:
    """The reader's half of a name that stands in both languages, as in `沿海 / Coast`.

    Names of regions, hazard zones and colleges are one text each, and may be written so. Any
    other name stays as it is.
    """
    halves = name.split(" / ")
    if len(halves) != 2 or has_chinese(halves[0]) == has_chinese(halves[1]):
        return name
    return next(half.strip() for half in halves if has_chinese(half) == reads_chinese())


def lines(text: str | None) -> Markup:
    """Plain text with its line breaks kept, and nothing else of it read as HTML."""
    return Markup("<br>").join(escape(text or "").splitlines())


def _iso(moment: dt.date) -> str:
    if isinstance(moment, dt.datetime) and moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.isoformat()


def _element(moment: dt.date, said: str, attributes: str = "") -> Markup:
    # Not by Markup.format, which takes as long as the words themselves: lists are full of these.
    html = f'<time datetime="{_iso(moment)}"{attributes}>{escape(said)}</time>'
    return Markup(html)  # noqa: S704 — escaped


FILTERS = {
    "datetime": datetime_element,
    "date": date_element,
    "month_day": month_day,
    "time": time_element,
    "ago": ago_element,
    "money": money,
    "number": number,
    "percent": percent,
    "duration": duration,
    "file_size": file_size,
    "languages": languages,
    "lines": lines,
    "own_words": own_words,
}


def server_time() -> str:
    """Now, in ISO 8601: what a page's clocks are set by."""
    return dt.datetime.now(dt.UTC).isoformat()


def init_app(app: Flask) -> None:
    """Give templates the filters."""
    app.jinja_env.filters.update(FILTERS)
    app.add_template_global(server_time)
    app.add_template_global(zone_name)
