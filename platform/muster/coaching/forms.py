"""The form of a note."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from muster.coaching import actions
from muster.coaching.actions import AnyNote, Words
from muster.db import uuid7
from muster.errors import Invalid
from muster.web import forms

LANGUAGES = [
    "zh",
    "en",
    "ja",
    "ko",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "nl",
    "ru",
    "uk",
    "pl",
    "ar",
    "tr",
    "hi",
    "th",
    "vi",
    "id",
    "ms",
]


class NoteForm(forms.Form):
    """What a note says, in either language."""

    key = HiddenField()
    language = forms.choice(_l("Consumers who write"))
    region = forms.line(_l("Region"), required=False, longest=80)
    title_en = forms.line(_l("Title in English"), required=False, longest=160)
    title_zh = forms.line(_l("Title in Chinese"), required=False, longest=160)
    body_en = forms.text(_l("Text in English"), required=False, longest=2000)
    body_zh = forms.text(_l("Text in Chinese"), required=False, longest=2000)
    phrases = forms.text(_l("Phrases"), required=False, longest=4000)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        names = getattr(get_locale(), "languages", {})
        self.language.choices = forms.as_choices((c, str(names.get(c, c))) for c in LANGUAGES)

    @classmethod
    def blank(cls) -> NoteForm:
        """An empty one."""
        return cls(formdata=None, data={"key": str(uuid7()), "language": "en"})

    @classmethod
    def of(cls, note: AnyNote) -> NoteForm:
        """A note as it is, to be changed."""
        names = ("language", "region", "title_en", "title_zh", "body_en", "body_zh")
        values = {name: getattr(note, name) for name in names}
        return cls(formdata=None, data={**values, "phrases": "\n".join(note.phrases)})

    def note_id(self) -> UUID:
        """The key of this form, which makes a repeated one the same. Raises Invalid."""
        try:
            return UUID(str(self.key.data))
        except ValueError:
            raise Invalid("key", _l("We could not read what this page sent. Reload it.")) from None

    def words(self) -> Words:
        """What was typed. Raises Invalid."""
        names = ("language", "region", "title_en", "title_zh", "body_en", "body_zh")
        values = {name: str(self[name].data or "") for name in names}
        return Words(**values, phrases=actions.phrases(str(self.phrases.data or "")))
