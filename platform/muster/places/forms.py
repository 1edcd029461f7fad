"""The form of a site."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from muster.errors import Invalid
from muster.places.actions import MOST_SEATS, SiteTerms
from muster.places.models import Site
from muster.places.watch import RANGES, Watch
from muster.tenancy import zones
from muster.web import forms


class SiteForm(forms.Form):
    """A site."""

    code = forms.line(_l("Code"), longest=40)
    name_zh = forms.line(_l("Name in Chinese"), longest=80)
    name_en = forms.line(_l("Name in English"), longest=80)
    region = forms.line(_l("Region"), longest=80)
    hazard_zone = forms.line(_l("Hazard zone"), longest=60)
    time_zone = forms.choice(_l("Time zone"))
    seats = IntegerField(
        _l("Seats"), validators=[InputRequired(forms.REQUIRED), NumberRange(0, MOST_SEATS)]
    )
    seat_types = forms.text(_l("Seats by type"), required=False, longest=1000)
    latitude = FloatField(_l("Latitude"), validators=[Optional()])
    longitude = FloatField(_l("Longitude"), validators=[Optional()])

    @classmethod
    def make(cls, site: Site | None = None, *, blank: bool = False) -> SiteForm:
        """The form as it was sent; `blank`: a new one, or one that shows `site`."""
        form = cls(formdata=None, **_shown(site)) if blank else cls()
        today = datetime.now(UTC).date().isoformat()
        form.time_zone.choices = forms.as_choices(zones.choices(str(get_locale()), today))
        if blank and site is None:
            form.time_zone.data = zones.default(str(get_locale()))
        if site is not None:
            del form.code
        return form

    def terms(self) -> SiteTerms:
        """What was typed, as the action takes it. Raises Invalid."""
        names = ("name_en", "name_zh", "region", "hazard_zone", "time_zone", "seats")
        return SiteTerms(
            **{name: self[name].data for name in names},
            seat_types=seat_types(self.seat_types.data or ""),
            latitude=self.latitude.data,
            longitude=self.longitude.data,
        )


def _number(label: Any, name: str, *, required: bool = True) -> Any:
    least, most = RANGES[name]
    needed = InputRequired(forms.REQUIRED) if required else Optional()
    bounds = NumberRange(least, most, _l("Between %(min)s and %(max)s."))
    return IntegerField(label, validators=[needed, bounds], render_kw={"inputmode": "numeric"})


class WatchForm(forms.Form):
    """How closely a site is watched."""

    watched = BooleanField(_l("Raise an alarm when its people lose their lines together"))
    share = _number(_l("Share of the people on duty, in percent"), "share")
    people = _number(_l("At least so many people"), "people")
    minutes = _number(_l("Within so many minutes"), "minutes")
    acts_after = _number(_l("Without an answer, mark as down after"), "acts_after", required=False)

    @classmethod
    def of(cls, watch: Watch) -> WatchForm:
        """A form that shows the limits as they are."""
        return cls(formdata=None, **asdict(watch))

    def wanted(self) -> Watch:
        """What was typed."""
        return Watch(
            self.watched.data,
            self.share.data,
            self.people.data,
            self.minutes.data,
            self.acts_after.data,
        )


def seat_types(typed: str) -> dict[str, int]:
    """Seats by type from lines such as "voice: 120". Raises Invalid."""
    found: dict[str, int] = {}
    for line in filter(None, (line.strip() for line in typed.replace(";", "\n").splitlines())):
        name, _, number = line.replace("：", ":").rpartition(":")
        if not name.strip() or not number.strip().isdecimal() or int(number) > MOST_SEATS:
            raise Invalid("seat_types", _l("One type a line with its number, like “voice: 120”."))
        found[name.strip()] = found.get(name.strip(), 0) + int(number)
    return found


def _shown(site: Site | None) -> dict[str, Any]:
    if site is None:
        return {}
    names = ("name_en", "name_zh", "region", "hazard_zone", "time_zone", "seats", "latitude",
             "longitude")  # fmt: skip
    shown = {name: getattr(site, name) for name in names}
    lines = [f"{name}: {number}" for name, number in site.seat_types.items()]
    return shown | {"seat_types": "\n".join(lines)}
