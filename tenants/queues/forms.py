"""Forms about the company's words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from muster.web import forms
from muster.web.forms import as_choices
from muster.workforce.forms import language_choices

LONGEST_REPLY = 4000


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
