"""The form of a loan."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField
from wtforms.validators import Optional

from muster.lending.actions import LONGEST_WHY, Terms
from muster.web import forms

FORMAT = "%Y-%m-%dT%H:%M"
NUMBER = {"inputmode": "numeric"}


class LoanForm(forms.Form):
    """How many, for how long, and how fast they have to be back. People are boxes of the page."""

    how_many = IntegerField(_l("How many"), validators=[Optional()], render_kw=NUMBER)
    recall_minutes = IntegerField(
        _l("Minutes of a recall"), validators=[Optional()], render_kw=NUMBER
    )
    until_at = DateTimeLocalField(_l("Back by"), format=FORMAT, validators=[Optional()])
    why = forms.line(_l("Why they are lent"), required=False, longest=LONGEST_WHY)

    def terms(self) -> Terms:
        """What was typed."""
        typed: datetime | None = self.until_at.data
        until = typed.replace(tzinfo=get_timezone() or UTC) if typed else None
        return Terms(self.recall_minutes.data, until, str(self.why.data or ""))
