"""The form of a queue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from muster.conversations.models import Overflow, Queue
from muster.tenancy import holidays, weeks, zones
from muster.tenancy.hours import DAYS
from muster.web import forms
from muster.web.forms import SelectMultipleCheckboxField
from muster.web.locale import locale_code
from muster.workforce.forms import language_choices
from muster.workforce.skill_fields import SkillLevelsField
from tenants.queues.queues import Rules

LONGEST_WAIT = 86_400
PRIORITIES = (
    ("5", _l("5 · first of all")),
    ("4", _l("4 · before most")),
    ("3", _l("3 · as most")),
    ("2", _l("2 · after most")),
    ("1", _l("1 · last of all")),
)
OVERFLOWS = (
    ("", _l("Nowhere: they go on waiting")),
    (Overflow.QUEUE, _l("Into another queue")),
    (Overflow.BACKLINE, _l("To the backline")),
    (Overflow.MEMBERS, _l("Also to our own people at the desk")),
)
_SEPARATORS = re.compile(r"[,，、;；\n]+")


def _seconds(label: Any, default: int) -> Any:
    return IntegerField(
        label,
        default=default,
        validators=[InputRequired(forms.REQUIRED), NumberRange(1, LONGEST_WAIT)],
    )


class QueueForm(forms.Form):
    """Everything that a company decides about a queue."""

    name = forms.line(_l("Name"), longest=80)
    priority = SelectField(
        _l("Priority"), choices=forms.as_choices(PRIORITIES), coerce=int, default=3
    )
    languages = SelectMultipleCheckboxField(_l("Languages of the questions that come here"))
    topic_words = forms.text(_l("Words that bring a question here"), required=False, longest=2000)
    skills = SkillLevelsField(_l("Skills that are needed"))
    preferred_skills = SelectMultipleCheckboxField(_l("Skills that are preferred"))
    always = BooleanField(_l("Always open"), default=True)
    mon, tue, wed, thu, fri, sat, sun = forms.day_lines(longest=120)
    time_zone = SelectField(_l("Time zone"), default="")
    holidays = forms.text(_l("Holidays"), required=False, longest=20_000)
    offer_seconds = IntegerField(
        _l("Seconds to accept an offer"), validators=[Optional(), NumberRange(5, 300)]
    )
    target_percent = IntegerField(
        _l("Answered in time, per cent"),
        default=80,
        validators=[InputRequired(forms.REQUIRED), NumberRange(1, 100)],
    )
    target_seconds = _seconds(_l("In time means within, seconds"), 30)
    amber_seconds = _seconds(_l("Amber after, seconds"), 30)
    red_seconds = _seconds(_l("Red after, seconds"), 60)
    overflow_to = SelectField(
        _l("Where red ones go"), choices=forms.as_choices(OVERFLOWS), default=""
    )
    overflow_queue_id = SelectField(_l("The other queue"), default="")
    is_backline = BooleanField(_l("This queue is the backline"))
    takes_lent = BooleanField(_l("Idle standby of others may answer here"))

    def offer(
        self, skills: Sequence[tuple[str, str]], others: Sequence[Queue], zone: str
    ) -> QueueForm:
        """Fill the lists to choose from. zone: the company's own."""
        self.languages.choices = language_choices()
        self.skills.choices = skills
        self.preferred_skills.choices = list(skills)
        today = datetime.now(UTC).date().isoformat()
        self.time_zone.choices = [
            ("", _l("The company's: %(zone)s", zone=zone)),
            *zones.choices(locale_code(), today),
        ]
        self.overflow_queue_id.choices = [("", "–"), *((str(q.id), q.name) for q in others)]
        return self

    def fill(self, queue: Queue) -> QueueForm:
        """Show a queue as it is."""
        for name in SAME_NAMES:
            self[name].data = getattr(queue, name)
        self.languages.data, self.preferred_skills.data = queue.languages, queue.preferred_skills
        self.skills.data = {code: queue.skill_levels.get(code, 1) for code in queue.skills}
        self.topic_words.data = ", ".join(queue.topic_words)
        self.always.data = not queue.opening_hours
        for day, line in weeks.typed(queue.opening_hours).items():
            self[day].data = line
        self.holidays.data = holidays.written(queue.holidays)
        self.time_zone.data = queue.time_zone or ""
        self.overflow_to.data = queue.overflow_to or ""
        self.overflow_queue_id.data = str(queue.overflow_queue_id or "")
        return self

    def rules(self) -> Rules:
        """What was typed; raises Invalid for hours and holidays that cannot be read."""
        chosen = str(self.overflow_queue_id.data or "")
        days = {day: str(self[day].data or "") for day in DAYS}
        return Rules(
            **{name: self[name].data for name in SAME_NAMES},
            languages=self.languages.data or (),
            skills=self.skills.data or {},
            preferred_skills=self.preferred_skills.data or (),
            topic_words=words(str(self.topic_words.data or "")),
            opening_hours=weeks.read(always=bool(self.always.data), days=days),
            holidays=holidays.read(str(self.holidays.data or "")),
            time_zone=self.time_zone.data or None,
            overflow_to=self.overflow_to.data or "",
            overflow_queue_id=UUID(chosen) if chosen else None,
        )


SAME_NAMES = (
    "name",
    "priority",
    "offer_seconds",
    "target_percent",
    "target_seconds",
    "amber_seconds",
    "red_seconds",
    "is_backline",
    "takes_lent",
)


def words(text: str) -> list[str]:
    """The words of a list as people write it, in small letters."""
    return [word.strip().lower() for word in _SEPARATORS.split(text) if word.strip()]
