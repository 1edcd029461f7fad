"""Asking for standby. What was typed stays typed, whatever the answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from muster.capacity import choices
from muster.capacity.models import ReservationKind
from muster.errors import Invalid
from muster.tenancy import zones
from muster.tenancy.hours import DAYS, minutes
from muster.web import forms
from muster.web.display import own_words
from muster.web.forms import SelectMultipleCheckboxField
from muster.web.locale import reads_chinese
from muster.web.words import DAY_NAMES
from muster.workforce.agents import all_skills
from muster.workforce.forms import language_choices
from muster.workforce.windows import WINDOWS, window_name
from tenants.standby import words

OTHER = "own"
STEPS = 3
LEADS = (15, 30, 60, 240, 480, 1440, 4320, 7 * 1440)
SEATS = NumberRange(1, 100_000, _l("Between 1 and 100,000 seats."))


class WishForm(forms.Form):
    """What a company would like. `key` makes a double click one reservation."""

    aliases: ClassVar = {"ramp": "seats_1"}
    seats_1 = IntegerField(
        _l("Seats, first step"),
        default=20,
        validators=[InputRequired(_l("How many seats?")), SEATS],
    )
    within_1 = forms.choice(_l("ready within"))
    seats_2 = IntegerField(_l("Seats in all, second step"), validators=[Optional(), SEATS])
    within_2 = forms.choice(_l("ready within"), default="240")
    seats_3 = IntegerField(_l("Seats in all, third step"), validators=[Optional(), SEATS])
    within_3 = forms.choice(_l("ready within"), default="4320")
    languages = SelectMultipleCheckboxField(_l("Languages that each of them speaks"))
    skills = SelectMultipleCheckboxField(_l("Skills that each of them has"))
    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("From which day on?"))])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(_l("Until which day?"))])
    window = forms.choice(_l("Hours of the week"))
    days = SelectMultipleCheckboxField(_l("Days"), choices=forms.as_choices(DAY_NAMES.items()))
    opens = forms.line(_l("from"), required=False, longest=5, default="09:00")
    closes = forms.line(_l("until"), required=False, longest=5, default="18:00")
    time_zone = forms.choice(_l("Time zone"))
    own_zone = forms.choice(_l("Your own hazard zone"))
    avoid_own = BooleanField(_l("Nobody from my own hazard zone"), default=True)
    avoid_sites = SelectMultipleCheckboxField(_l("Sites to avoid"))
    kind = RadioField(
        _l("Kind"),
        default=ReservationKind.GUARANTEED,
        choices=forms.as_choices(
            [
                (ReservationKind.GUARANTEED, _l("Guaranteed: one person, one promise")),
                (ReservationKind.SHARED, _l("Shared: for less, with a stated probability")),
            ]
        ),
    )
    key = HiddenField()
    STEP_FIELDS = tuple(f"{part}_{n}" for n in range(1, STEPS + 1) for part in ("seats", "within"))

    def offer(self, *, zone: str, today: date) -> WishForm:
        """Fill the lists to choose from, and what is usual."""
        chinese = reads_chinese()
        for number in range(1, STEPS + 1):
            self[f"within_{number}"].choices = forms.as_choices(
                (str(lead), words.within(lead)) for lead in LEADS
            )
        self.languages.choices = forms.as_choices(language_choices())
        self.skills.choices = forms.as_choices(
            (skill.code, skill.name_zh if chinese else skill.name_en) for skill in all_skills()
        )
        self.window.choices = forms.as_choices(
            [*((key, window_name(key)) for key in WINDOWS), (OTHER, _l("Other hours"))]
        )
        self.time_zone.choices = forms.as_choices(
            zones.choices(str(get_locale()), today.isoformat())
        )
        self.own_zone.choices = forms.as_choices(
            [("", _l("None of these")), *((z, own_words(z)) for z in choices.hazard_zones())]
        )
        self.avoid_sites.choices = forms.as_choices(
            (str(site.id), site.name_zh if chinese else site.name_en) for site in choices.sites()
        )
        if not self.is_submitted():
            self.time_zone.data, self.window.data = zone, "7x12"
            self.starts_on.data, self.ends_on.data = today, today + timedelta(days=27)
        return self

    def request_key(self) -> UUID:
        """The key of this request; a fresh one if what came is none."""
        try:
            return UUID(self.key.data or "")
        except ValueError:
            return uuid4()

    def values(self) -> dict[str, Any]:
        """What was typed, as `muster.capacity.wishes.from_values` takes it. Raises Invalid."""
        avoid_own = self.avoid_own.data and self.own_zone.data
        return {
            "ramp": self.ramp(),
            "skills": list(self.skills.data or ()),
            "languages": list(self.languages.data or ()),
            "first": str(self.starts_on.data),
            "last": str(self.ends_on.data),
            "window": self.weekly_window(),
            "zone": self.time_zone.data,
            "avoid_zones": [self.own_zone.data] if avoid_own else [],
            "avoid_sites": list(self.avoid_sites.data or ()),
            "kind": self.kind.data,
            "own_zone": self.own_zone.data,
        }

    def reads(self, *names: str) -> bool:
        """Whether these fields hold what they should, each by itself."""
        return not any(self[name].errors for name in names)

    def ramp(self) -> list[tuple[int, int]]:
        """Seats and minutes of each step, if they could be read."""
        return [
            (self[f"seats_{n}"].data, int(self[f"within_{n}"].data))
            for n in range(1, STEPS + 1)
            if self[f"seats_{n}"].data is not None
        ]

    def days_asked(self) -> tuple[date, date]:
        """The first day and the last, if they could be read."""
        return cast(date, self.starts_on.data), cast(date, self.ends_on.data)

    def weekly_window(self) -> dict[str, list[list[str]]]:
        """The hours of each day. Raises Invalid if there are none."""
        if self.window.data != OTHER:
            return WINDOWS[self.window.data]
        if not self.days.data:
            raise Invalid("days", _l("This window has no hours. Choose at least one day."))
        for name in ("opens", "closes"):
            try:
                minutes(self[name].data or "")
            except ValueError as error:
                raise Invalid(name, _l("Write a time of day like 09:00.")) from error
        if self.opens.data == self.closes.data:
            raise Invalid("closes", _l("This window has no hours."))
        span = [self.opens.data, self.closes.data]
        return {day: [span] for day in DAYS if day in self.days.data}
