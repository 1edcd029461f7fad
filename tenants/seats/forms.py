"""Renting seats."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from muster.workforce.leases import MOST_SEATS


class RentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """How many seats, from when. `key` makes a double click one lease."""

    seats = IntegerField(
        _l("Seats"),
        default=1,
        validators=[
            InputRequired(_l("How many seats?")),
            NumberRange(1, MOST_SEATS, _l("Between 1 and 500 seats.")),
        ],
    )
    starts_on = DateField(
        _l("First day"), default=date.today, validators=[InputRequired(_l("From which day on?"))]
    )
    key = HiddenField()

    def request_key(self) -> UUID:
        """The key of this request; a fresh one if what came is none."""
        try:
            return UUID(self.key.data or "")
        except ValueError:
            return uuid4()

    def with_key(self) -> RentForm:
        """The form, ready to be shown."""
        self.key.data = str(self.request_key())
        return self
