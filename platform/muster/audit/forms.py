"""Filters of the audit page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import ClassVar

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from muster.audit.sentences import KNOWN, title
from muster.web import forms

NO_DAY = _l("This is not a day, like 2026-11-22.")


class Day(DateField):
    """A day, or nothing; says so in words when it is neither."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; an empty field is none."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NO_DAY) from error


class FilterForm(forms.Form):
    """Which entries to show; all fields are optional and come by GET."""

    class Meta:
        """A question changes nothing: it needs no token."""

        csrf: ClassVar[bool] = False

    action = forms.choice(_l("What was done"), default="")
    person = forms.line(_l("Who"), required=False)
    company = forms.line(_l("Company"), required=False)
    since = Day(_l("Since (day)"), validators=[Optional()])
    until = Day(_l("Until (day)"), validators=[Optional()])

    def offer_actions(self) -> None:
        """Offer all known actions, readable, in the reader's language."""
        known = sorted((title(action), action) for action in KNOWN)
        choices = [("", _l("Everything")), *((action, label) for label, action in known)]
        self.action.choices = forms.as_choices(choices)

    @property
    def since_moment(self) -> datetime | None:
        """The beginning of the first day, in the reader's zone."""
        return _midnight(self.since.data)

    @property
    def until_moment(self) -> datetime | None:
        """The end of the last day, in the reader's zone."""
        last: date | None = self.until.data
        return _midnight(last + timedelta(days=1)) if last and last < date.max else None


def _midnight(day: date | None) -> datetime | None:
    if day is None:
        return None
    naive = datetime.combine(day, time())
    zone = get_timezone()
    # Flask-Babel gives zones of pytz, which must be asked for the offset of the day.
    return zone.localize(naive) if hasattr(zone, "localize") else naive.replace(tzinfo=zone)
