"""Forms of the price list and of agents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    EmailField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from muster.tenancy.money import CURRENCIES
from muster.web.forms import as_choices
from muster.workforce.models import Agent, SeatPlan
from muster.workforce.plans import Terms
from muster.workforce.skill_fields import SkillLevelsField
from muster.workforce.windows import WINDOWS, window_name

LANGUAGES = ("zh", "en", "yue", "ja", "ko", "es", "fr", "de", "ru", "ar", "pt", "th", "vi", "id")


class SelectMultipleCheckboxField(SelectMultipleField):
    """Several of a short list, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def language_choices() -> list[tuple[str, str]]:
    """Languages with their names in the reader's."""
    names = get_locale().languages
    return [(code, names.get(code, code)) for code in LANGUAGES]


class PlanForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One plan of the price list."""

    code = StringField(_l("Code"), validators=[DataRequired(), Length(max=40)])
    name_zh = StringField(_l("Name in Chinese"), validators=[DataRequired(), Length(max=80)])
    name_en = StringField(_l("Name in English"), validators=[DataRequired(), Length(max=80)])
    description_zh = TextAreaField(_l("Description in Chinese"), validators=[Length(max=2000)])
    description_en = TextAreaField(_l("Description in English"), validators=[Length(max=2000)])
    window = SelectField(_l("Service window"))
    languages = SelectMultipleCheckboxField(_l("Languages"), validators=[DataRequired()])
    skills = SelectMultipleCheckboxField(_l("Skills"))
    level = IntegerField(_l("Level"), validators=[InputRequired(), NumberRange(1, 5)], default=1)
    dedicated = BooleanField(_l("Dedicated: an agent serves one company only"), default=True)
    minimum_months = IntegerField(
        _l("Minimum term in months"), validators=[InputRequired(), NumberRange(1, 60)], default=1
    )
    price = DecimalField(
        _l("Price per seat and month"),
        validators=[InputRequired(), NumberRange(min=0, max=10_000_000)],
    )
    currency = SelectField(_l("Currency"), choices=as_choices((c, c) for c in CURRENCIES))

    def offer(self, skills: list[tuple[str, str]]) -> PlanForm:
        """Fill the lists to choose from."""
        self.window.choices = [(key, window_name(key)) for key in WINDOWS]
        self.languages.choices = language_choices()
        self.skills.choices = skills
        return self

    def fill(self, plan: SeatPlan) -> None:
        """Show a plan as it is."""
        for name in ("code", "name_zh", "name_en", "description_zh", "description_en"):
            self[name].data = getattr(plan, name)
        for name in ("languages", "skills", "level", "dedicated", "minimum_months", "currency"):
            self[name].data = getattr(plan, name)
        self.window.data = plan.service_window.get("name", "always")
        precision = get_currency_precision(plan.currency)
        self.price.data = Decimal(plan.price_minor).scaleb(-precision)

    def terms(self) -> Terms:
        """What was typed, as an action takes it."""
        precision = get_currency_precision(self.currency.data)
        return Terms(
            name_en=self.name_en.data or "",
            name_zh=self.name_zh.data or "",
            description_en=self.description_en.data or "",
            description_zh=self.description_zh.data or "",
            service_window={"name": self.window.data, "hours": WINDOWS[self.window.data]},
            languages=list(self.languages.data or ()),
            skills=list(self.skills.data or ()),
            level=self.level.data or 1,
            dedicated=self.dedicated.data,
            minimum_months=self.minimum_months.data or 1,
            price_minor=int((self.price.data or Decimal(0)).scaleb(precision).to_integral_value()),
            currency=self.currency.data,
        )


class AgentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One agent. The e-mail address is asked for once, when the agent is made."""

    email = EmailField(_l("E-mail address"), validators=[Optional(), Length(max=254)])
    display_name = StringField(
        _l("Name that consumers see"), validators=[DataRequired(), Length(max=60)]
    )
    languages = SelectMultipleCheckboxField(_l("Languages"), validators=[DataRequired()])
    skills = SkillLevelsField(_l("Skills"))
    capacity = IntegerField(
        _l("Conversations at once"), validators=[InputRequired(), NumberRange(1, 20)], default=3
    )

    def offer(self, skills: list[tuple[str, str]]) -> AgentForm:
        """Fill the lists to choose from."""
        self.languages.choices = language_choices()
        self.skills.choices = skills
        return self

    def fill(self, agent: Agent) -> None:
        """Show an agent as it is."""
        for name in ("display_name", "languages", "capacity"):
            self[name].data = getattr(agent, name)
        self.skills.data = {code: agent.skill_levels.get(code, 1) for code in agent.skills}

    def values(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        return {
            "display_name": self.display_name.data or "",
            "languages": list(self.languages.data or ()),
            "skills": list(self.skills.data or ()),
            "levels": dict(self.skills.data or {}),
            "capacity": self.capacity.data or 0,
        }
