"""The form of a loan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField
from wtforms.validators import NumberRange, Optional

from muster.errors import Invalid
from muster.lending.actions import LONGEST_MINUTES, LONGEST_WHY, Terms
from muster.web import forms

FORMAT = "%Y-%m-%dT%H:%M"
NUMBER = {"inputmode": "numeric"}
MINUTES = _l("A recall takes between 1 and %(most)s minutes.", most=LONGEST_MINUTES)


class LoanForm(forms.Form):
    """How many, for how long, and how fast they have to be back. People are boxes of the page."""

    how_many = IntegerField(
        _l("How many"),
        validators=[Optional(), NumberRange(1, message=_l("At least one."))],
        render_kw=NUMBER,
    )
    recall_minutes = IntegerField(
        _l("Minutes of a recall"),
        validators=[Optional(), NumberRange(1, LONGEST_MINUTES, MINUTES)],
        render_kw=NUMBER,
    )
    until_at = DateTimeLocalField(_l("Back by"), format=FORMAT, validators=[Optional()])
    why = forms.line(_l("Why they are lent"), required=False, longest=LONGEST_WHY)

    def lacks(self, chosen: Sequence[UUID]) -> Iterator[Invalid]:
        """What is missing beside what a field alone can tell. chosen: people who are ticked."""
        if not chosen and self.how_many.data is None and not self.how_many.errors:
            yield Invalid("how_many", _l("Choose somebody, or say how many."))
        until = None if self.until_at.errors else self.terms().until_at
        if until is not None and until <= datetime.now(UTC):
            yield Invalid("until_at", _l("This moment has passed. Choose a later one."))

    def terms(self) -> Terms:
        """What was typed."""
        typed: datetime | None = self.until_at.data
        until = typed.replace(tzinfo=get_timezone() or UTC) if typed else None
        return Terms(self.recall_minutes.data, until, str(self.why.data or ""))
