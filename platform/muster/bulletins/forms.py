"""The form of a bulletin, for whoever pins one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from muster.bulletins.actions import (
    LONGEST_BODY,
    LONGEST_CHOICE,
    LONGEST_TITLE,
    MOST_CHOICES,
    Words,
)
from muster.bulletins.queries import Shown
from muster.db import uuid7
from muster.errors import Invalid
from muster.web import forms

USUAL_TIME = timedelta(hours=24)
TYPED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]  # the first one is what browsers are given
RIGHT = [("", "–"), *((str(n), str(n)) for n in range(1, MOST_CHOICES + 1))]


def _choice(label: Any) -> Any:
    return forms.line(label, required=False, longest=LONGEST_CHOICE)


class BulletinForm(forms.Form):
    """What is to be read, until when, and what is asked about it."""

    key = HiddenField()
    title = forms.line(_l("Title"), longest=LONGEST_TITLE)
    body = forms.text(_l("Text"), longest=LONGEST_BODY)
    due_at = DateTimeLocalField(
        _l("To be read before"), format=TYPED, validators=[InputRequired(forms.REQUIRED)]
    )
    question = forms.line(_l("Check question"), required=False, longest=300)
    choice_1 = _choice(_l("Answer 1"))
    choice_2 = _choice(_l("Answer 2"))
    choice_3 = _choice(_l("Answer 3"))
    choice_4 = _choice(_l("Answer 4"))
    choice_5 = _choice(_l("Answer 5"))
    right = SelectField(_l("Right answer"), choices=forms.as_choices(RIGHT), default="")
    read_again = BooleanField(_l("Who has read it must read it again"))

    @classmethod
    def blank(cls) -> BulletinForm:
        """An empty one, due in a day."""
        due = (datetime.now(UTC) + USUAL_TIME).astimezone(_zone()).replace(second=0, microsecond=0)
        return cls(formdata=None, data={"key": str(uuid7()), "due_at": due.replace(tzinfo=None)})

    @classmethod
    def of(cls, shown: Shown) -> BulletinForm:
        """A bulletin as it is, to be changed."""
        words, due = shown.words, shown.bulletin.due_at.astimezone(_zone())
        choices = {f"choice_{n}": text for n, text in enumerate(words.choices, 1)}
        return cls(
            formdata=None,
            data={
                "title": words.title,
                "body": words.body,
                "due_at": due.replace(tzinfo=None),
                "question": words.question or "",
                "right": "" if words.right_choice is None else str(words.right_choice + 1),
                **choices,
            },
        )

    @property
    def zone(self) -> str:
        """The time zone in which the deadline is typed."""
        return str(_zone())

    def batch_id(self) -> UUID:
        """The key of this form, which makes a repeated one the same. Raises Invalid."""
        try:
            return UUID(str(self.key.data))
        except ValueError:
            raise Invalid("key", _l("We could not read what this page sent. Reload it.")) from None

    def words(self) -> Words:
        """What was typed; empty answers are left out. Raises Invalid for a right one that is."""
        typed = [str(self[f"choice_{n}"].data or "") for n in range(1, MOST_CHOICES + 1)]
        right = int(self.right.data) - 1 if self.right.data else None
        if right is not None and not typed[right]:
            raise Invalid("right", _l("The right answer is empty."))
        return Words(
            title=str(self.title.data),
            body=str(self.body.data),
            question=str(self.question.data or ""),
            choices=tuple(text for text in typed if text),
            right_choice=None if right is None else sum(map(bool, typed[:right])),
        )

    def due(self, before: datetime | None = None) -> datetime:
        """The deadline as a moment, of the reader's zone.

        before: the present deadline, which has seconds that the form does not show.
        """
        naive = self.due_at.data
        if naive is None:
            raise Invalid("due_at", forms.REQUIRED)
        typed = naive.replace(tzinfo=_zone()).astimezone(UTC)
        if before is not None and typed == before.replace(second=0, microsecond=0):
            return before
        return typed


class OperatorBulletinForm(BulletinForm):
    """The same, for the agents of some companies or of all."""

    everybody = BooleanField(_l("For the agents of all companies"))
    offered: Sequence[str] = ()
    companies = SelectMultipleField(_l("Or of these"), validators=[Optional()])

    def offer(self, companies: list[tuple[str, str]]) -> OperatorBulletinForm:
        """Let these companies be chosen."""
        self.companies.choices = forms.as_choices(companies)
        self.offered = [value for value, _label in companies]
        return self

    def chosen(self) -> list[UUID]:
        """The companies. Raises Invalid if none is chosen."""
        wanted = self.offered if self.everybody.data else list(self.companies.data or [])
        if not wanted:
            raise Invalid("companies", _l("Choose at least one company."))
        return [UUID(each) for each in wanted]


def _zone() -> ZoneInfo:
    return ZoneInfo(str(get_timezone()))
