"""Forms: errors of actions beside their fields, texts kept as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, ClassVar

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    Field,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from muster.errors import DomainError, Invalid
from muster.web.words import DAY_NAMES

REQUIRED = _l("Please fill this in.")
LONGEST_LINE = 200
# What PostgreSQL cannot keep: the null character, and halves of characters.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")


class SelectMultipleCheckboxField(SelectMultipleField):
    """Several of a short list, each with a box of its own; the macro knows it by its name."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form that can also show what an action has found.

    aliases: what actions call a field that is called otherwise here.
    """

    aliases: ClassVar[Mapping[str, str]] = {}

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        """How WTForms puts its own messages into words."""

        def get_translations(self, form: FlaskForm) -> Any:
            """WTForms' messages in the person's language. Flask-WTF reads them at each request."""
            return _messages(str(get_locale()))

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """What is refused in here is shown in the form, and what follows in here is left out."""
        try:
            yield
        except Invalid as refusal:
            self.show(refusal)

    def show(self, error: DomainError) -> None:
        """Put what an action refuses beside the fields it is about, or above the form."""
        for fault in error.all:
            field: Field | None = self._fields.get(self.aliases.get(fault.field, fault.field))
            if field is None:
                self.form_errors.append(fault.message)
            else:
                field.errors = [*field.errors, fault.message]


@lru_cache
def _messages(locale: str) -> Any:
    return get_translations([locale])


def keepable(_form: FlaskForm, field: Field) -> None:
    """Validator: the text holds nothing that the database cannot keep."""
    if isinstance(field.data, str) and _UNKEEPABLE.search(field.data):
        raise StopValidation(_l("This contains a character that cannot be stored."))


def at_most(characters: int) -> Length:
    """Validator: no longer than this."""
    return Length(max=characters, message=_l("This is too long."))


def one_line(text: str | None) -> str | None:
    """Filter: the text without blanks around it, on one line."""
    return _BREAKS.sub(" ", text).strip() if text is not None else None


def _validators(required: bool, longest: int) -> list[Any]:  # noqa: FBT001 - private, two callers
    first = InputRequired(REQUIRED) if required else Optional()
    return [first, keepable, at_most(longest), *([_not_blank] if required else [])]


def _not_blank(_form: FlaskForm, field: Field) -> None:
    if not field.data:
        raise StopValidation(REQUIRED)


def line(label: Any, *, required: bool = True, longest: int = LONGEST_LINE, **options: Any) -> Any:
    """A field for one line of text."""
    validators = [*_validators(required, longest), *options.pop("validators", [])]
    return StringField(label, validators=validators, filters=[one_line], **options)


def day_lines(**options: Any) -> list[Any]:
    """A line that may stay empty for each day of the week, from Monday on."""
    options = {"render_kw": {"autocomplete": "off"}, **options}
    return [line(name, required=False, **options) for name in DAY_NAMES.values()]


def text(label: Any, *, required: bool = True, longest: int, **options: Any) -> Any:
    """A field for several lines of text."""
    validators = [*_validators(required, longest), *options.pop("validators", [])]
    return TextAreaField(label, validators=validators, filters=[_clean], **options)


def email(label: Any, **options: Any) -> Any:
    """A field for an e-mail address; its form is checked by the action."""
    return EmailField(
        label,
        validators=_validators(required=True, longest=254),
        filters=[one_line],
        render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"},
        **options,
    )


def password(label: Any, *, new: bool, **options: Any) -> Any:
    """A field for a password: a new one, or the one that is known."""
    return PasswordField(
        label,
        validators=[InputRequired(REQUIRED)],
        render_kw={"autocomplete": "new-password" if new else "current-password"},
        **options,
    )


def choice(label: Any, choices: Iterable[tuple[str, Any]] = (), **options: Any) -> Any:
    """A field for one of several values, given with their labels."""
    return SelectField(label, choices=as_choices(choices), **options)


def as_choices(choices: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Values and labels as WTForms takes them, for a field whose choices are known late."""
    return [SelectChoice(value, label) for value, label in choices]


def _clean(text: str | None) -> str | None:
    return text.replace("\r\n", "\n").strip() if text is not None else None
