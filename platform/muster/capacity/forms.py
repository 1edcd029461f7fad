"""Forms of the operator: terms, prices, risks and shared reserves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, FloatField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from muster.capacity import choices
from muster.tenancy import zones
from muster.tenancy.money import CURRENCIES
from muster.web import forms
from muster.web.display import own_words
from muster.web.forms import SelectMultipleCheckboxField
from muster.web.locale import reads_chinese
from muster.workforce.agents import all_skills
from muster.workforce.forms import language_choices
from muster.workforce.windows import WINDOWS, window_name

LEADS = (240, 480, 1440, 4320, 7 * 1440)


def _number(label: Any, low: float, high: float, **options: Any) -> Any:
    bounds = NumberRange(low, high, _l("Between %(min)s and %(max)s."))
    return FloatField(label, validators=[InputRequired(forms.REQUIRED), bounds], **options)


def _whole(label: Any, low: int, high: int, **options: Any) -> Any:
    bounds = NumberRange(low, high, _l("Between %(min)s and %(max)s."))
    return IntegerField(label, validators=[InputRequired(forms.REQUIRED), bounds], **options)


def _amount(label: Any) -> Any:
    bounds = NumberRange(0, 1_000_000, _l("Between %(min)s and %(max)s."))
    return DecimalField(label, validators=[InputRequired(forms.REQUIRED), bounds])


class TermsForm(forms.Form):
    """On what terms standby is sold."""

    shrinkage = _number(_l("Shrinkage: percent of people who do not come"), 0, 90)
    copy_factor = _whole(_l("How many others one who knows the client can lead"), 0, 100)
    least_probability = _number(_l("Least probability of a shared promise, percent"), 50, 100)
    hold_minutes = _whole(_l("Minutes that an offer is held unpaid"), 1, 1440)


class RatesForm(forms.Form):
    """What standby costs in one currency."""

    currency = forms.choice(_l("Currency"), [(c, c) for c in CURRENCIES])
    hot = _amount(_l("Hot, a seat and hour held"))
    warm = _amount(_l("Warm, a seat and hour held"))
    cold = _amount(_l("Cold, a seat and hour held"))
    use = _amount(_l("A seat and hour used"))
    shared_percent = _whole(_l("Shared: percent of that"), 1, 100)


class RiskForm(forms.Form):
    """How a hazard zone is judged, in percent."""

    hazard_zone = forms.choice(_l("Hazard zone"))
    spring = _number(_l("Hit in spring, percent"), 0, 100)
    summer = _number(_l("Hit in summer, percent"), 0, 100)
    autumn = _number(_l("Hit in autumn, percent"), 0, 100)
    winter = _number(_l("Hit in winter, percent"), 0, 100)
    calm = _number(_l("A client calls in a calm season, percent"), 0, 100)
    struck = _number(_l("A client calls when its zone is hit, percent"), 0, 100)

    def offer(self) -> RiskForm:
        """Fill the list of zones."""
        self.hazard_zone.choices = forms.as_choices(
            (z, own_words(z)) for z in choices.hazard_zones()
        )
        return self


class PotForm(forms.Form):
    """A shared reserve to be opened."""

    code = forms.line(_l("Code"), longest=40)
    name_zh = forms.line(_l("Name in Chinese"), longest=80)
    name_en = forms.line(_l("Name in English"), longest=80)
    seats = _whole(_l("Seats"), 1, 100_000)
    lead = forms.choice(_l("ready within"))
    languages = SelectMultipleCheckboxField(_l("Languages that each of them speaks"))
    skills = SelectMultipleCheckboxField(_l("Skills that each of them has"))
    starts_on = DateField(_l("First day"), validators=[InputRequired(forms.REQUIRED)])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(forms.REQUIRED)])
    window = forms.choice(_l("Hours of the week"))
    time_zone = forms.choice(_l("Time zone"))

    def offer(self, today: date) -> PotForm:
        """Fill the lists to choose from, and what is usual."""
        chinese = reads_chinese()
        self.lead.choices = forms.as_choices(
            (str(lead), _l("%(num)s hours", num=lead // 60)) for lead in LEADS
        )
        self.languages.choices = forms.as_choices(language_choices())
        self.skills.choices = forms.as_choices(
            (skill.code, skill.name_zh if chinese else skill.name_en) for skill in all_skills()
        )
        self.window.choices = forms.as_choices((key, window_name(key)) for key in WINDOWS)
        self.time_zone.choices = forms.as_choices(
            zones.choices(str(get_locale()), today.isoformat())
        )
        if not self.is_submitted():
            self.starts_on.data, self.ends_on.data = today, today + timedelta(days=55)
            self.time_zone.data, self.window.data = zones.default(str(get_locale())), "7x12"
        return self

    def values(self) -> dict[str, Any]:
        """What was typed, as `muster.capacity.wishes.from_values` takes it."""
        return {
            "ramp": [[self.seats.data, int(self.lead.data)]],
            "skills": list(self.skills.data or ()),
            "languages": list(self.languages.data or ()),
            "first": str(self.starts_on.data),
            "last": str(self.ends_on.data),
            "window": WINDOWS[self.window.data],
            "zone": self.time_zone.data,
            "avoid_zones": [],
            "avoid_sites": [],
            "kind": "guaranteed",
            "own_zone": "",
        }
