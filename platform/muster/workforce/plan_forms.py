"""The form of a plan of the price list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DecimalField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from muster.errors import Invalid
from muster.tenancy import holidays, weeks, zones
from muster.tenancy.hours import DAYS
from muster.tenancy.money import CURRENCIES
from muster.web import forms
from muster.web.forms import SelectMultipleCheckboxField
from muster.web.locale import locale_code
from muster.workforce.forms import language_choices
from muster.workforce.models import SeatPlan
from muster.workforce.plans import Terms
from muster.workforce.skill_fields import SkillLevelsField
from muster.workforce.windows import OTHER, WINDOWS, key_of, window_name

MOST_MONEY = 10_000_000
CHANNELS = (
    ("chat", _l("Chat")),
    ("voice", _l("Telephone")),
    ("email", _l("E-mail")),
    ("all", _l("All channels")),
)
SAME_NAMES = (
    "name_zh",
    "name_en",
    "channel",
    "level",
    "dedicated",
    "minimum_months",
    "currency",
    "time_zone",
)
DESCRIPTIONS = ("description_zh", "description_en")
LONGEST_TEXT = 2000


def _range() -> NumberRange:
    return NumberRange(min=0, max=MOST_MONEY)


class PlanForm(forms.Form):
    """One plan of the price list."""

    code = forms.line(_l("Code"), longest=40)
    name_zh = forms.line(_l("Name in Chinese"), longest=80)
    name_en = forms.line(_l("Name in English"), longest=80)
    description_zh = forms.text(_l("Description in Chinese"), required=False, longest=LONGEST_TEXT)
    description_en = forms.text(_l("Description in English"), required=False, longest=LONGEST_TEXT)
    channel = SelectField(_l("Channel"), choices=forms.as_choices(CHANNELS))
    window = SelectField(_l("Service window"))
    mon, tue, wed, thu, fri, sat, sun = forms.day_lines(longest=120)
    holidays = forms.text(_l("Holidays"), required=False, longest=20_000)
    time_zone = SelectField(_l("Time zone"), default="Asia/Shanghai")
    languages = SelectMultipleCheckboxField(_l("Languages"), validators=[DataRequired()])
    skills = SkillLevelsField(_l("Skills"))
    level = IntegerField(_l("Level"), validators=[InputRequired(), NumberRange(1, 5)], default=1)
    dedicated = BooleanField(_l("Dedicated: an agent serves one company only"), default=True)
    minimum_months = IntegerField(
        _l("Minimum term in months"), validators=[InputRequired(), NumberRange(1, 36)], default=1
    )
    price = DecimalField(_l("Price per seat and month"), validators=[InputRequired(), _range()])
    setup = DecimalField(
        _l("Set-up fee per seat"), validators=[Optional(), _range()], default=Decimal(0)
    )
    included_contacts = IntegerField(
        _l("Contacts included per seat and month"),
        validators=[Optional(), NumberRange(0, 1_000_000)],
        default=0,
    )
    overage = DecimalField(_l("Price of each contact beyond"), validators=[Optional(), _range()])
    currency = SelectField(_l("Currency"), choices=forms.as_choices((c, c) for c in CURRENCIES))
    effective_on = DateField(_l("Offered from"), validators=[Optional()])

    def offer(self, skills: list[tuple[str, str]]) -> PlanForm:
        """Fill the lists to choose from."""
        today = datetime.now(UTC).date().isoformat()
        self.window.choices = [(key, window_name(key)) for key in (*WINDOWS, OTHER)]
        self.time_zone.choices = zones.choices(locale_code(), today)
        self.languages.choices = language_choices()
        self.skills.choices = skills
        return self

    def fill(self, plan: SeatPlan) -> PlanForm:
        """Show a plan as it is."""
        for name in ("code", *DESCRIPTIONS, *SAME_NAMES, "languages", "included_contacts"):
            self[name].data = getattr(plan, name)
        self.skills.data = {code: plan.skill_levels.get(code, 1) for code in plan.skills}
        self.window.data = key_of(plan.service_window)
        for day, line in weeks.typed(plan.service_window.get("hours", {})).items():
            self[day].data = line
        self.holidays.data = holidays.written(plan.holidays)
        for name in ("price", "setup", "overage"):
            minor = getattr(plan, f"{name}_minor")
            self[name].data = None if minor is None else _major(minor, plan.currency)
        return self

    def terms(self) -> Terms:
        """What was typed, as an action takes it; raises Invalid for hours and holidays."""
        levels = dict(self.skills.data or {})
        return Terms(
            **{name: self[name].data for name in SAME_NAMES},
            description_zh=self.description_zh.data or "",
            description_en=self.description_en.data or "",
            service_window={"name": self.window.data, "hours": self._hours()},
            holidays=holidays.read(str(self.holidays.data or "")),
            languages=list(self.languages.data or ()),
            skills=sorted(levels),
            skill_levels={code: level for code, level in levels.items() if level > 1},
            price_minor=self._minor("price") or 0,
            setup_minor=self._minor("setup") or 0,
            included_contacts=self.included_contacts.data or 0,
            overage_minor=self._minor("overage"),
        )

    @property
    def starts(self) -> date | None:
        """The day from which these terms are offered, if one was typed."""
        day: date | None = self.effective_on.data
        return day

    def _hours(self) -> dict[str, Any]:
        if self.window.data != OTHER:
            return WINDOWS[self.window.data]
        days = {day: str(self[day].data or "") for day in DAYS}
        if not any(line.strip() for line in days.values()):
            raise Invalid("window", _l("A window with no hours cannot be. Fill in a day."))
        return weeks.read(always=False, days=days)

    def _minor(self, name: str) -> int | None:
        amount: Decimal | None = self[name].data
        if amount is None:
            return None
        precision = get_currency_precision(self.currency.data)
        return int(amount.scaleb(precision).to_integral_value())


def _major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency))
