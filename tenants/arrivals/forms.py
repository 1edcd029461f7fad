"""A history's settings, and what is known of coming days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation

from muster.conversations.models import Queue
from muster.forecasting.models import ArrivalEvent, ArrivalSeries
from muster.web.forms import REQUIRED, Form, as_choices, line
from tenants.arrivals.places import check_place, countries, parted, placed

LONGEST_EVENT_DAYS = 400


class SeriesForm(Form):
    """What a history is called, which queue is counted into it, whose holidays it has."""

    name = line(_l("Name"), longest=80)
    queue_id = SelectField(_l("Contacts of this queue are counted into it"))
    country = SelectField(_l("Holidays of"))
    part = line(_l("State or province"), required=False, longest=6)

    @classmethod
    def of(cls, series: ArrivalSeries, queues: Sequence[Queue]) -> SeriesForm:
        """The form as the series stands, or as it was sent."""
        country, part = parted(series.holidays)
        form = cls(
            name=series.name,
            queue_id=str(series.queue_id or ""),
            country=country,
            part=part,
        )
        form.queue_id.choices = as_choices(
            [("", _l("None")), *((str(queue.id), queue.name) for queue in queues)]
        )
        form.country.choices = as_choices(countries(str(get_locale() or "en")))
        return form

    def validate_part(self, field: Any) -> None:
        """The country has this part."""
        check_place(str(self.country.data or ""), field.data or "")

    def chosen(self) -> dict[str, Any]:
        """The values for muster.forecasting.series.change."""
        return {
            "name": self.name.data,
            "queue_id": UUID(self.queue_id.data) if self.queue_id.data else None,
            "holidays": placed(str(self.country.data or ""), self.part.data or ""),
        }


class EventForm(Form):
    """Something known beforehand."""

    name = line(_l("What it is"), longest=80)
    starts_on = DateField(_l("First day"), [InputRequired(REQUIRED)])
    ends_on = DateField(_l("Last day"), [InputRequired(REQUIRED)])
    percent = IntegerField(
        _l("Per cent more or fewer"),
        [Optional(), NumberRange(-100, 10_000, _l("Between −100 and 10,000 per cent."))],
    )
    series_id = SelectField(_l("Concerns"))

    @classmethod
    def of(cls, event: ArrivalEvent | None, known: Sequence[ArrivalSeries]) -> EventForm:
        """The form as the event stands, or as it was sent."""
        form = cls(obj=event) if event is not None else cls()
        form.series_id.choices = as_choices(
            [("", _l("All histories")), *((str(each.id), each.name) for each in known)]
        )
        if event is not None and not form.is_submitted():
            form.series_id.data = str(event.series_id or "")
        return form

    def validate_ends_on(self, field: Any) -> None:
        """It ends after it begins, and within a year or so."""
        if self.starts_on.data is None or field.data is None:
            return
        days = (field.data - self.starts_on.data).days
        if days < 0:
            raise StopValidation(_l("It cannot end before it begins."))
        if days > LONGEST_EVENT_DAYS:
            raise StopValidation(_l("At most 400 days."))

    def chosen(self) -> dict[str, Any]:
        """The values for muster.forecasting.events."""
        return {
            "name": self.name.data,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "percent": self.percent.data,
            "series_id": UUID(self.series_id.data) if self.series_id.data else None,
        }
