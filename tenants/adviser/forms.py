"""What the adviser is asked. It is a question: the address holds it, and nothing is kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FloatField, IntegerField
from wtforms.validators import NumberRange, Optional, StopValidation

from muster.forecasting.models import ArrivalSeries
from muster.web import forms
from muster.web.locale import reads_chinese
from muster.workforce.models import SeatPlan

TYPED = "typed"
OWN = "own"
SHAPES = (
    ("office", _l("Office hours, 9 to 18")),
    ("day", _l("All day, 8 to 22")),
    ("always", _l("Day and night")),
    (OWN, _l("As written below")),
)
LEADS = (
    ("hot", _l("15 minutes after the call: hot standby")),
    ("warm", _l("4 hours after the call: warm standby")),
    ("known", _l("Before it begins: the surge is known days ahead")),
)
LEAD_SECONDS = {"hot": 900.0, "warm": 14_400.0, "known": None}
MOST_A_DAY = 200_000
_HOURS = 24


def _number(kind: type, label: Any, low: float, high: float, said: Any, **options: Any) -> Any:
    needed = options.pop("needed", True)
    first = _needed if needed else Optional()
    return kind(label, validators=[first, _finite, NumberRange(low, high, said)], **options)


def _needed(_form: Any, field: Any) -> None:
    """What was left empty, or is no number. An address may leave a field out: it has a default."""
    if field.raw_data and not field.raw_data[0].strip():
        field.errors = []
        raise StopValidation(forms.REQUIRED)
    if field.data is None:
        field.errors = []
        raise StopValidation(_l("This is no number."))


def _finite(_form: Any, field: Any) -> None:
    if isinstance(field.data, float) and not math.isfinite(field.data):
        raise StopValidation(_l("This is no number."))


def _a_day(_form: Any, field: Any) -> None:
    hours = by_hour(field.data or "")
    if _form.shape.data == OWN and (len(hours) != _HOURS or not 0 < sum(hours) < math.inf):
        raise StopValidation(_l("24 numbers are needed, one for each hour, not all of them 0."))


class AdviceForm(forms.Form):
    """A company's ordinary day, its surge, its target, and what may be rented."""

    class Meta(forms.Form.Meta):
        """A question changes nothing and needs no token."""

        csrf = False

    source = forms.choice(_l("Where the numbers come from"), default=TYPED)
    contacts = _number(
        FloatField,
        _l("Contacts on an ordinary day"),
        1,
        MOST_A_DAY,
        _l("Between 1 and 200,000 contacts."),
        default=200,
    )
    shape = forms.choice(_l("Spread over the day"), SHAPES, default="office")
    hours = forms.line(_l("Contacts by hour"), required=False, longest=300, validators=[_a_day])
    weekdays = _number(
        IntegerField, _l("Open days a week"), 1, 7, _l("Between 1 and 7 days."), default=5
    )
    surge = _number(
        FloatField,
        _l("Contacts on a day of the surge"),
        1,
        MOST_A_DAY,
        _l("Between 1 and 200,000 contacts."),
        default=4000,
    )
    surge_days = _number(
        FloatField, _l("Such days a year"), 0, 365, _l("Between 0 and 365 days."), default=10
    )
    lead = forms.choice(_l("The reserve sits"), LEADS, default="hot")
    carries = BooleanField(_l("Ordinary days need no reserve"), default=True)
    level = _number(
        FloatField,
        _l("Answered in time, per cent"),
        1,
        99.9,
        _l("Between 1 and 99.9 per cent: nobody can promise to answer all in time."),
        default=80,
    )
    target = _number(
        FloatField, _l("In time means, seconds"), 0, 3600, _l("Between 0 and 3,600."), default=20
    )
    aht = _number(
        FloatField,
        _l("Handling time, seconds"),
        1,
        36_000,
        _l("Between 1 and 36,000."),
        default=300,
    )
    patience = _number(
        FloatField,
        _l("Customers give up after, seconds"),
        1,
        36_000,
        _l("Between 1 and 36,000."),
        default=180,
    )
    occupancy = _number(
        FloatField,
        _l("Agents are busy at most, per cent"),
        10,
        100,
        _l("Between 10 and 100 per cent."),
        default=85,
    )
    shrinkage = _number(
        FloatField,
        _l("Paid time not available, per cent"),
        0,
        90,
        _l("Between 0 and 90 per cent."),
        default=30,
    )
    plan = forms.choice(_l("Seats of this plan"))
    base = _number(
        IntegerField,
        _l("Compare with so many agents in the base"),
        0,
        1_000_000,
        _l("Between 0 and 1,000,000."),
        needed=False,
    )

    @classmethod
    def of(
        cls, asked: MultiDict[str, str], plans: Sequence[SeatPlan], known: Sequence[ArrivalSeries]
    ) -> AdviceForm:
        """The form of this address, with the lists to choose from."""
        told = MultiDict(asked)
        if "shrinkage" not in told:  # not the whole form: a link, which leaves the usual as it is
            told.setdefault("carries", "y")
        form = cls(formdata=told)
        chinese = reads_chinese()
        form.plan.choices = forms.as_choices(
            (str(plan.id), plan.name_zh if chinese else plan.name_en) for plan in plans
        )
        form.source.choices = forms.as_choices(
            [(TYPED, _l("What is typed below")), *((str(one.id), one.name) for one in known)]
        )
        if form.plan.data not in {str(plan.id) for plan in plans}:
            form.plan.data = str(plans[0].id)
        if form.source.data not in {TYPED, *(str(one.id) for one in known)}:
            form.source.data = TYPED
        return form

    def series_id(self) -> UUID | None:
        """The history that is asked about, if one is."""
        return None if self.source.data == TYPED else UUID(self.source.data)


def by_hour(text: str) -> list[float]:
    """The numbers of a line, parted by spaces or commas; none if there is a word among them."""
    try:
        numbers = [float(part) for part in text.replace(",", " ").replace("，", " ").split()]
    except ValueError:
        return []
    return numbers if all(number >= 0 for number in numbers) else []
