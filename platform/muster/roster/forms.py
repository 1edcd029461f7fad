"""Forms of shifts, weekly patterns and time off. Times are typed in the agent's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TimeField
from wtforms.validators import InputRequired, Optional

from muster.errors import Invalid
from muster.roster.models import ShiftKind, ShiftPattern, TimeOffKind
from muster.roster.weeks import as_typed, read_week
from muster.tenancy.hours import DAYS
from muster.web import forms

KINDS = {
    ShiftKind.WORK: _l("Work"),
    ShiftKind.STANDBY: _l("On standby"),
    ShiftKind.TRAINING: _l("Training"),
}
AWAY = {
    TimeOffKind.HOLIDAY: _l("Holiday"),
    TimeOffKind.SICK: _l("Sick"),
    TimeOffKind.TRAINING: _l("Training"),
    TimeOffKind.OTHER: _l("Other"),
}


def at(day: date, clock: time, zone: tzinfo, field: str) -> datetime:
    """A moment by the clock of a zone. Raises Invalid for an hour that the day does not have."""
    moment = datetime.combine(day, clock, zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, clock):
        raise Invalid(field, _l("This hour does not exist on that day: the clocks go forward."))
    return moment


class ShiftForm(forms.Form):
    """One shift."""

    day = DateField(_l("Day"), validators=[InputRequired(forms.REQUIRED)])
    starts_at = TimeField(_l("From"), validators=[InputRequired(forms.REQUIRED)])
    ends_at = TimeField(_l("To"), validators=[InputRequired(forms.REQUIRED)])
    kind = forms.choice(_l("Kind"), [(str(kind), name) for kind, name in KINDS.items()])

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when; an end at or before the beginning is on the next day."""
        day, begins, ends = self.day.data, self.starts_at.data, self.ends_at.data
        assert day is not None and begins is not None and ends is not None  # noqa: S101,PT018 — validated
        last = day if ends > begins else day + timedelta(days=1)
        return at(day, begins, zone, "starts_at"), at(last, ends, zone, "ends_at")


class PatternForm(forms.Form):
    """A week, one line a day."""

    kind = forms.choice(_l("Kind"), [(str(kind), name) for kind, name in KINDS.items()])
    mon, tue, wed, thu, fri, sat, sun = forms.day_lines(longest=80)
    starts_on = DateField(_l("Valid from"), validators=[InputRequired(forms.REQUIRED)])
    ends_on = DateField(_l("Valid until"), validators=[Optional()])

    def week(self) -> dict[str, list[list[str]]]:
        """The week that was typed. Raises Invalid."""
        return read_week({day: self[day].data or "" for day in DAYS})

    def first_day(self) -> date:
        """The day from which the week holds."""
        assert self.starts_on.data is not None  # noqa: S101 — validated
        return self.starts_on.data

    def fill(self, pattern: ShiftPattern | None) -> PatternForm:
        """Show a pattern, or an ordinary week."""
        shown = as_typed(pattern.week) if pattern else dict.fromkeys(DAYS[:5], "09:00-18:00")
        for day, words in shown.items():
            self[day].data = words
        if pattern is not None:
            self.kind.data = pattern.kind
        return self


class TimeOffForm(forms.Form):
    """Days off, from the first to the last, in the agent's zone."""

    aliases: ClassVar = {"starts_at": "first_on", "ends_at": "last_on", "kind": "away_kind"}
    first_on = DateField(_l("First day off"), validators=[InputRequired(forms.REQUIRED)])
    last_on = DateField(_l("Last day off"), validators=[InputRequired(forms.REQUIRED)])
    away_kind = forms.choice(_l("Kind"), [(str(kind), name) for kind, name in AWAY.items()])
    note = forms.line(_l("Note"), required=False, longest=500)

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day. Raises Invalid."""
        first, last = self.first_on.data, self.last_on.data
        assert first is not None and last is not None  # noqa: S101,PT018 — validated
        if last < first:
            raise Invalid("last_on", _l("The last day comes before the first."))
        if not 2000 <= first.year <= last.year <= 2100:
            raise Invalid("first_on", _l("At most two years from today."))
        begins, ends = (
            datetime.combine(day, time(), zone).astimezone(UTC)
            for day in (first, last + timedelta(days=1))
        )
        return begins, ends
