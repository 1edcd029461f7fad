"""Renting seats and changing what is rented."""

from __future__ import annotations

from datetime import date
from typing import Any, Self
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired

from muster.leasing.ordering import MOST_SEATS
from muster.web import forms


def _seats() -> Any:
    return IntegerField(
        _l("Seats"),
        default=1,
        validators=[InputRequired(_l("How many seats?"))],
        render_kw={"min": "1", "max": str(MOST_SEATS), "inputmode": "numeric"},
    )


def _day(label: Any) -> Any:
    return DateField(label, validators=[InputRequired(_l("From which day on?"))])


class AgreedForm(forms.Form):
    """What is agreed to on sums that were shown. `key` makes a double click one act."""

    key = HiddenField()
    agreement = HiddenField()

    def request_key(self) -> UUID:
        """The key of this request; a fresh one if what came is none."""
        try:
            return UUID(self.key.data or "")
        except ValueError:
            return uuid4()

    def with_key(self) -> Self:
        """The form, ready to be shown."""
        self.key.data = str(self.request_key())
        return self


class RentForm(AgreedForm):
    """How many seats, from when, for how long."""

    seats = _seats()
    starts_on = _day(_l("First day of the lease"))
    months = IntegerField(
        _l("Term in months"),
        validators=[InputRequired(_l("For how many months?"))],
        render_kw={"min": "1", "max": "36", "inputmode": "numeric"},
    )
    renews = BooleanField(_l("Renew by itself when the term is over"), default=True)


class QuantityForm(AgreedForm):
    """How many seats, from which day on."""

    seats = _seats()
    on = _day(_l("From which day"))


class TransferForm(AgreedForm):
    """Which plan, from which day on."""

    plan_id = SelectField(_l("Plan"), validators=[InputRequired(_l("Which plan?"))])
    on = _day(_l("From which day"))

    def chosen(self) -> UUID:
        """The plan that was chosen."""
        return UUID(self.plan_id.data)


class ExtensionForm(AgreedForm):
    """For how much longer."""

    months = IntegerField(
        _l("Months more"),
        default=1,
        validators=[InputRequired(_l("For how many months?"))],
        render_kw={"min": "1", "max": "36", "inputmode": "numeric"},
    )


def day_of(field: Any) -> date:
    """The day in a field that was validated."""
    day: date = field.data
    return day
