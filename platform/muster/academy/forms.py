"""Forms of certifications and cohorts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from muster.academy.cohorts import CohortTerms
from muster.academy.models import Cohort
from muster.errors import Invalid
from muster.web import forms
from muster.web.forms import SelectMultipleCheckboxField
from muster.workforce.forms import language_choices, site_choices
from muster.workforce.plans_views import skill_choices

A_YEAR = timedelta(days=365)
SOURCES = {
    "course": _l("Course"),
    "exam": _l("Exam"),
    "other": _l("Other"),
    "import": _l("Brought in"),
}


class CertifyForm(forms.Form):
    """An agent becomes certified."""

    agent_id = forms.choice(_l("Agent"))
    expires_on = DateField(_l("Valid until"), validators=[InputRequired(forms.REQUIRED)])
    source = forms.choice(
        _l("By"), [(code, name) for code, name in SOURCES.items() if code != "import"]
    )

    @classmethod
    def make(cls, agents: Any, *, blank: bool = False) -> CertifyForm:
        """The form as it was sent; `blank`: a new one, for a year."""
        form = cls(formdata=None, expires_on=today() + A_YEAR) if blank else cls()
        form.agent_id.choices = forms.as_choices(
            (str(row["id"]), row["display_name"]) for row in agents
        )
        return form

    def expires_at(self) -> datetime:
        """The end of the day that was typed. Raises Invalid."""
        return end_of(self.expires_on.data)


def today() -> date:
    """The day that it is for the operator."""
    return datetime.now(ZoneInfo(str(get_timezone()))).date()


def end_of(day: date | None) -> datetime:
    """The midnight after a day, in the operator's zone. Raises Invalid."""
    if day is None or not 2000 <= day.year <= 2100:
        raise Invalid("expires_on", _l("This day cannot be."))
    zone = ZoneInfo(str(get_timezone()))
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


class CohortForm(forms.Form):
    """A cohort of the talent pool."""

    code = forms.line(_l("Code"), longest=40)
    college = forms.line(_l("College"), longest=120)
    programme = forms.line(_l("Programme"), longest=120)
    headcount = IntegerField(_l("Students"), validators=[InputRequired(forms.REQUIRED)])
    starts_on = DateField(_l("Starts on"), validators=[InputRequired(forms.REQUIRED)])
    graduates_on = DateField(_l("Graduates on"), validators=[InputRequired(forms.REQUIRED)])
    graduation_share = DecimalField(
        _l("Usually graduate, in percent"),
        validators=[InputRequired(forms.REQUIRED), NumberRange(0, 100)],
        default=Decimal(90),
    )
    skills = SelectMultipleCheckboxField(_l("Skills at graduation"))
    languages = SelectMultipleCheckboxField(_l("Languages"))
    hazard_zone = forms.line(_l("Hazard zone"), longest=60)
    site_id = forms.choice(_l("Site"))
    weekly_hours = IntegerField(
        _l("Hours a week"), validators=[InputRequired(forms.REQUIRED)], default=20
    )

    @classmethod
    def make(cls, cohort: Cohort | None = None, *, blank: bool = False) -> CohortForm:
        """The form as it was sent; `blank`: a new one, or one that shows `cohort`."""
        form = cls(formdata=None, **_shown(cohort)) if blank else cls()
        form.skills.choices = skill_choices()
        form.languages.choices = language_choices()
        form.site_id.choices = forms.as_choices(site_choices())
        if cohort is not None:
            del form.code
        return form

    def terms(self) -> CohortTerms:
        """What was typed, as the actions take it."""
        names = ("college", "programme", "headcount", "starts_on", "graduates_on", "hazard_zone",
                 "weekly_hours")  # fmt: skip
        return CohortTerms(
            **{name: self[name].data for name in names},
            skills=list(self.skills.data or ()),
            languages=list(self.languages.data or ()),
            graduation_share=(self.graduation_share.data or Decimal(0)) / 100,
            site_id=UUID(self.site_id.data) if self.site_id.data else None,
        )


def _shown(cohort: Cohort | None) -> dict[str, Any]:
    if cohort is None:
        return {}
    names = ("college", "programme", "headcount", "starts_on", "graduates_on", "skills",
             "languages", "hazard_zone", "weekly_hours")  # fmt: skip
    shown = {name: getattr(cohort, name) for name in names}
    return shown | {
        "site_id": str(cohort.site_id or ""),
        "graduation_share": cohort.graduation_share * 100,
    }
