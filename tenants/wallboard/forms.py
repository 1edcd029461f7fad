"""The form of a link."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from muster.db import uuid7
from muster.errors import Invalid
from muster.web import forms

TERMS = (
    ("7", _l("A week")),
    ("30", _l("30 days")),
    ("90", _l("90 days")),
    ("365", _l("A year")),
)


class LinkForm(forms.Form):
    """Which television, and for how long."""

    key = HiddenField()
    name = forms.line(_l("Where it hangs"), longest=80)
    days = forms.choice(_l("Good for"), TERMS, default="90")

    @classmethod
    def blank(cls) -> LinkForm:
        """An empty one."""
        return cls(formdata=None, data={"key": str(uuid7()), "days": "90"})

    def link_id(self) -> UUID:
        """The key of this form, which makes a repeated one the same. Raises Invalid."""
        try:
            return UUID(str(self.key.data))
        except ValueError:
            raise Invalid("key", _l("We could not read what this page sent. Reload it.")) from None
