"""The form of an agent, and fields that other forms share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DecimalField,
    EmailField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from muster.places import actions as places
from muster.places.defaults import CODES
from muster.web.forms import Form, SelectMultipleCheckboxField, as_choices
from muster.web.locale import reads_chinese
from muster.workforce.models import Agent
from muster.workforce.skill_fields import SkillLevelsField


def language_choices() -> list[tuple[str, str]]:
    """Languages with their names in the reader's: those of the list, or those we come with."""
    listed = places.languages()
    if listed:
        zh = reads_chinese()
        return [(each.code, each.name_zh if zh else each.name_en) for each in listed]
    names = get_locale().languages
    return [(code, names.get(code, code)) for code in CODES]


def site_choices() -> list[tuple[str, str]]:
    """Sites with their names in the reader's, behind none."""
    zh = reads_chinese()
    sites = [(str(s.id), s.name_zh if zh else s.name_en) for s in places.all_sites()]
    return [("", "–"), *sites]


class AgentForm(Form):
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
    site_id = SelectField(_l("Site"), default="")
    contract_hours = DecimalField(
        _l("Contract hours a week"),
        validators=[Optional(), NumberRange(1, 60)],
        default=Decimal(40),
    )
    left_on = DateField(_l("Last day of work"), validators=[Optional()])

    def offer(self, skills: list[tuple[str, str]]) -> AgentForm:
        """Fill the lists to choose from."""
        self.languages.choices = language_choices()
        self.skills.choices = skills
        self.site_id.choices = as_choices(site_choices())
        return self

    def fill(self, agent: Agent) -> None:
        """Show an agent as it is."""
        for name in ("display_name", "languages", "capacity"):
            self[name].data = getattr(agent, name)
        self.skills.data = {code: agent.skill_levels.get(code, 1) for code in agent.skills}
        self.site_id.data = str(agent.site_id or "")
        self.contract_hours.data = Decimal(agent.contract_minutes) / 60
        self.left_on.data = agent.left_on
        self.keep_languages(agent)

    def keep_languages(self, agent: Agent) -> None:
        """Offer also those languages that the agent has and the list has no more."""
        listed = language_choices()
        offered = {code for code, _ in listed}
        gone = [(code, code) for code in agent.languages if code not in offered]
        self.languages.choices = [*listed, *gone]

    def contract(self) -> dict[str, Any]:
        """What was typed of the contract, as `agents.set_contract` takes it."""
        hours = self.contract_hours.data
        return {
            "site_id": UUID(self.site_id.data) if self.site_id.data else None,
            "contract_minutes": int(hours * 60) if hours is not None else 2400,
            "left_on": self.left_on.data,
        }

    def values(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        return {
            "display_name": self.display_name.data or "",
            "languages": list(self.languages.data or ()),
            "skills": list(self.skills.data or ()),
            "levels": dict(self.skills.data or {}),
            "capacity": self.capacity.data or 0,
        }
