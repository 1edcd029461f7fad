"""Forms about the queue."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from muster.conversations.models import Queue
from muster.tenancy.hours import DAYS
from muster.web import forms
from muster.web.forms import as_choices
from muster.workforce.forms import language_choices
from tenants.queues import hours

LONGEST_REPLY = 4000


def _day(label: object) -> object:
    return forms.line(label, required=False, longest=120, render_kw={"autocomplete": "off"})


class HoursForm(forms.Form):
    """A line of hours for each day, or none for always."""

    always = BooleanField(_l("Always open"))
    mon = _day(_l("Monday"))
    tue = _day(_l("Tuesday"))
    wed = _day(_l("Wednesday"))
    thu = _day(_l("Thursday"))
    fri = _day(_l("Friday"))
    sat = _day(_l("Saturday"))
    sun = _day(_l("Sunday"))

    @classmethod
    def of(cls, queue: Queue) -> HoursForm:
        """The hours as they are."""
        return cls(formdata=None, data={"always": not queue.opening_hours} | hours.typed(queue))

    def days(self) -> dict[str, str]:
        """What was typed for each day."""
        return {day: str(self[day].data or "") for day in DAYS}


class ReplyForm(forms.Form):
    """A canned reply."""

    shortcut = forms.line(_l("Shortcut"), longest=31, render_kw={"autocapitalize": "none"})
    title = forms.line(_l("Title"), longest=120)
    body = forms.text(_l("Text"), longest=LONGEST_REPLY)
    folder = forms.line(_l("Folder"), required=False, longest=60, render_kw={"list": "folders"})
    language = SelectField(_l("Language"), default="")

    def offer(self) -> ReplyForm:
        """Fill in what can be chosen."""
        self.language.choices = as_choices([("", _("All languages")), *language_choices()])
        return self

    def values(self) -> dict[str, str]:
        """What was typed."""
        names = ("shortcut", "title", "body", "folder", "language")
        return {name: str(self[name].data or "") for name in names}


class DispositionForm(forms.Form):
    """How a contact can end."""

    name = forms.line(_l("How a contact can end"), longest=80)
