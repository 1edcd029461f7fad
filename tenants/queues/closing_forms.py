"""Forms about how contacts end: limits, tips, and what a disposition asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, IntegerField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import Length, NumberRange, Optional

from muster.closing.models import ClosingRules, ClosingTip
from muster.conversations.answers import Field, FieldKind
from muster.conversations.models import Disposition, Queue
from muster.db import uuid7
from muster.web import forms
from tenants.queues.dispositions import FEW_CHOICES, LEAST_CHOICES, SAME_NAME

LONGEST_TIP = 1000
SPARE_ROWS = 3
KINDS = (
    (str(FieldKind.TEXT), _l("Free text")),
    (str(FieldKind.CHOICE), _l("Choice")),
    (str(FieldKind.NUMBER), _l("Number")),
    (str(FieldKind.DATE), _l("Date")),
)
LANGUAGES = (("", _l("Any language")), ("zh", _l("Chinese")), ("en", _l("English")))


def _limit(label: Any, least: int, most: int) -> IntegerField:
    message = _l("A whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(
        label,
        validators=[Optional(), NumberRange(least, most, message)],
        render_kw={"inputmode": "numeric", "min": least, "max": most},
    )


class RulesForm(forms.Form):
    """Limits of the company; an empty one is ours."""

    wrap_up_seconds = _limit(_l("Wrap-up, in seconds"), 10, 7200)
    silence_hours = _limit(_l("Close after silence, in hours"), 1, 720)
    reopen_days = _limit(_l("Can be taken up again, in days"), 0, 365)

    @classmethod
    def of(cls, rules: ClosingRules | None) -> RulesForm:
        """The limits as they are."""
        return cls(formdata=None, obj=rules)

    def values(self) -> dict[str, int | None]:
        """What was typed."""
        return {
            name: self[name].data for name in ("wrap_up_seconds", "silence_hours", "reopen_days")
        }


class QueueRulesForm(forms.Form):
    """The limits of one queue; an empty wrap-up is the company's, an empty backline is none."""

    wrap_up_seconds = _limit(_l("Wrap-up, in seconds"), 10, 7200)
    escalation_seconds = _limit(_l("To the backline after, in seconds"), 30, 86400)
    backline_queue_id = forms.choice(_l("Backline"))

    @classmethod
    def of(
        cls, queue: Queue, queues: Iterable[Queue], rules: ClosingRules | None = None
    ) -> QueueRulesForm:
        """The limits of a queue: as they were sent, or with `rules` as they are."""
        prefix = str(queue.id)
        form = cls(None, obj=rules, prefix=prefix) if rules is not None else cls(prefix=prefix)
        others = [(str(each.id), each.name) for each in queues if each.id != queue.id]
        form.backline_queue_id.choices = forms.as_choices([("", _l("None")), *others])
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all can be used; a time needs a backline, and a backline a time."""
        fine = bool(super().validate(extra_validators))
        if bool(self.escalation_seconds.data) == bool(self.backline_queue_id.data):
            return fine
        missing = (
            self.backline_queue_id if self.escalation_seconds.data else self.escalation_seconds
        )
        missing.errors = [*missing.errors, _l("A backline needs both: a queue and a time.")]
        return False

    def values(self) -> dict[str, Any]:
        """What was typed."""
        chosen = self.backline_queue_id.data
        return {
            "wrap_up_seconds": self.wrap_up_seconds.data,
            "escalation_seconds": self.escalation_seconds.data,
            "backline_queue_id": UUID(chosen) if chosen else None,
        }


class TipForm(forms.Form):
    """A tip, and to which contacts it is given."""

    body = forms.text(_l("Tip"), longest=LONGEST_TIP)
    words = forms.line(_l("When one of these words was said"), required=False, longest=600)
    disposition_id = forms.choice(_l("When the contact ended with"))
    language = forms.choice(_l("Language of the contact"), LANGUAGES)

    def offer(self, dispositions: Iterable[Disposition]) -> TipForm:
        """The same form, with these dispositions to choose from."""
        rows = [(str(each.id), each.name) for each in dispositions]
        self.disposition_id.choices = forms.as_choices([("", _l("Any disposition")), *rows])
        return self

    @classmethod
    def of(cls, tip: ClosingTip) -> TipForm:
        """A tip as it is."""
        return cls(
            formdata=None,
            data={
                "body": tip.body,
                "words": ", ".join(tip.words),
                "disposition_id": str(tip.disposition_id or ""),
                "language": tip.language or "",
            },
        )

    def values(self) -> dict[str, Any]:
        """What was typed, as muster.closing.tips takes it."""
        chosen = self.disposition_id.data
        return {
            "body": str(self.body.data),
            "words": listed(self.words.data),
            "disposition_id": UUID(chosen) if chosen else None,
            "language": self.language.data or None,
        }


class FieldRow(PlainForm):
    """One thing that a disposition asks for; a row without a name is none."""

    key = StringField(filters=[forms.one_line])
    label = StringField(
        _l("Name of the field"),
        filters=[forms.one_line],
        validators=[forms.keepable, Length(max=80, message=_l("At most 80 characters, please."))],
    )
    kind = forms.choice(_l("Kind"), KINDS)
    required = BooleanField(_l("Required"))
    choices = StringField(
        _l("Values of a choice"),
        filters=[forms.one_line],
        validators=[forms.keepable, forms.at_most(1000)],
    )


class FieldsForm(forms.Form):
    """All that a disposition asks for, with empty rows for more."""

    rows = FieldList(FormField(FieldRow), max_entries=30)

    @classmethod
    def of(cls, fields: Sequence[Field]) -> FieldsForm:
        """The fields as they are, and SPARE_ROWS for more."""
        rows = [{**each.kept(), "choices": ", ".join(each.choices)} for each in fields] + [
            {"kind": "text"}
        ] * SPARE_ROWS
        return cls(formdata=None, data={"rows": rows})

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all can be asked for; what cannot is said beside its field, all at once."""
        fine = bool(super().validate(extra_validators))
        named: set[str] = set()
        for row in (each.form for each in self.rows if each.form.label.data):
            name = str(row.label.data)
            if name in named:
                row.label.errors = [*row.label.errors, SAME_NAME]
                fine = False
            named.add(name)
            if row.kind.data == FieldKind.CHOICE and len(listed(row.choices.data)) < LEAST_CHOICES:
                row.choices.errors = [*row.choices.errors, FEW_CHOICES]
                fine = False
        return fine

    def fields(self) -> list[Field]:
        """What was typed; a field keeps the key under which it is known."""
        return [
            Field(
                str(row.form.key.data or f"f{uuid7().hex[-10:]}"),
                row.form.label.data,
                row.form.kind.data,
                bool(row.form.required.data),
                tuple(listed(row.form.choices.data)) if row.form.kind.data == "choice" else (),
            )
            for row in self.rows
            if row.form.label.data
        ]


def listed(text: str | None) -> list[str]:
    """Words separated by commas, Chinese ones too, each once."""
    parts = (text or "").replace("，", ",").replace("、", ",").split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
