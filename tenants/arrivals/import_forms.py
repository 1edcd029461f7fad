"""Uploading a history, and saying what its columns are and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import StopValidation

from muster.forecasting.models import ArrivalSeries
from muster.tenancy import zones
from muster.web.forms import REQUIRED, Form, as_choices, line
from tenants.arrivals.mapping import ONLY_CALLS, ONLY_INTERVALS, SHAPES, TARGETS, ArrivalMapping
from tenants.arrivals.places import check_place, countries, parted, placed
from tenants.imports import forms as imports
from tenants.showcase.field_lists import FlatFieldList

INTERVAL_NAMES = {
    0: _l("As in the file (calls: half an hour)"),
    5: _l("5 minutes"),
    10: _l("10 minutes"),
    15: _l("15 minutes"),
    30: _l("Half an hour"),
    60: _l("An hour"),
    1440: _l("A day"),
}
ORDER_NAMES = {
    "": _l("Found out by itself"),
    "ymd": _l("Year, month, day"),
    "dmy": _l("Day, month, year"),
    "mdy": _l("Month, day, year"),
}


class UploadForm(imports.UploadForm):
    """A file, as with products. `series_id`: the history into which it goes."""

    series_id = HiddenField()


class MappingForm(Form):
    """For each column what it is; how the file is to be read; which history it goes into."""

    shape = RadioField(_l("What a row is"), choices=as_choices(SHAPES.items()))
    targets = FlatFieldList(SelectField(choices=as_choices(TARGETS.items())))
    order = SelectField(_l("Order of day and month"), choices=as_choices(ORDER_NAMES.items()))
    series_id = SelectField(_l("Goes into"))
    name = line(_l("Name of the new history"), required=False, longest=80)
    time_zone = SelectField(_l("Time zone of its times"))
    interval_minutes = SelectField(
        _l("Intervals"),
        coerce=int,
        choices=as_choices((str(minutes), name) for minutes, name in INTERVAL_NAMES.items()),
    )
    country = SelectField(_l("Holidays of"))
    part = line(_l("State or province"), required=False, longest=6)
    answered = line(_l("Outcomes that mean answered"), required=False)
    abandoned = line(_l("Outcomes that mean abandoned"), required=False)
    no_call = line(_l("Outcomes that are no calls"), required=False)

    @classmethod
    def of(
        cls, columns: list[str], mapping: ArrivalMapping, known: Sequence[ArrivalSeries]
    ) -> MappingForm:
        """The form as the mapping stands, or as it was sent. known: series it may go into."""
        country, part = parted(mapping.holidays)
        kept = mapping.kept() | {"series_id": mapping.series_id or ""}
        form = cls(
            targets=[mapping.columns.get(column, "ignore") for column in columns],
            country=country,
            part=part,
            **{name: kept[name] for name in cls._PLAIN},
        )
        locale = str(get_locale() or "en")
        today = datetime.now(UTC).date().isoformat()
        form.time_zone.choices = as_choices(zones.choices(locale, today))
        form.country.choices = as_choices(countries(locale))
        form.series_id.choices = as_choices(
            [("", _l("A new history")), *((str(each.id), each.name) for each in known)]
        )
        return form

    _PLAIN = ("shape", "order", "series_id", "name", "time_zone", "interval_minutes",
              "answered", "abandoned", "no_call")  # fmt: skip

    def validate_targets(self, field: Any) -> None:
        """Everything is there that the shape needs, nothing twice, nothing of the other shape."""
        chosen = [entry.data for entry in field]
        twice = next((t for t in chosen if t != "ignore" and chosen.count(t) > 1), None)
        if twice is not None:
            raise StopValidation(_l("Two columns cannot both be “%(what)s”.", what=TARGETS[twice]))
        if "start" not in chosen:
            raise StopValidation(_l("Say which column holds the date."))
        barred = ONLY_INTERVALS if self.shape.data == "calls" else ONLY_CALLS
        foreign = next((t for t in chosen if t in barred), None)
        if foreign is not None:
            raise StopValidation(
                _l("“%(what)s” does not fit what a row is.", what=TARGETS[foreign])
            )
        parts = {"answered", "abandoned"} <= set(chosen)
        if self.shape.data != "calls" and "offered" not in chosen and not parts:
            raise StopValidation(_l("Say which column holds how many were offered."))

    def validate(self, extra_validators: Any = None) -> bool:
        """A new series has a name; an optional field's own validator would not be asked."""
        is_valid: bool = super().validate(extra_validators)
        if not self.series_id.data and not self.name.data:
            self.name.errors = [REQUIRED]
            return False
        return is_valid

    def validate_part(self, field: Any) -> None:
        """The country has this part."""
        check_place(str(self.country.data or ""), field.data or "")

    def mapping(self, columns: list[str]) -> ArrivalMapping:
        """What was chosen, for these columns."""
        chosen = [str(entry.data) for entry in self.targets]
        return ArrivalMapping(
            columns=dict(zip(columns, chosen, strict=True)),
            shape=str(self.shape.data),
            order=str(self.order.data),
            series_id=str(UUID(self.series_id.data)) if self.series_id.data else None,
            name=self.name.data or "",
            time_zone=str(self.time_zone.data),
            interval_minutes=int(self.interval_minutes.data),
            holidays=placed(str(self.country.data or ""), self.part.data or ""),
            answered=self.answered.data or "",
            abandoned=self.abandoned.data or "",
            no_call=self.no_call.data or "",
        )
