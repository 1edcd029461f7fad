"""Skills with levels in a form: a list to choose from for each skill."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

LEVEL_NUMBERS = {str(level): level for level in range(1, 6)}


class SkillLevelsField(Field):
    """Skills and how well: {"sales": 3}. Sent as `sales:3` by each list; nothing for none.

    A bare code is level 1. Rendered by the macro `levels` of workforce/_skills.html.
    """

    choices: Sequence[tuple[str, str]] = ()
    data: dict[str, int] | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was chosen; what it is not is found out by `pre_validate`."""
        chosen: dict[str, int] = {}
        for value in filter(None, valuelist):
            code, _, level = value.partition(":")
            number = LEVEL_NUMBERS.get(level or "1", 0)
            chosen[code] = max(number, chosen.get(code, 0))
        self.data = chosen

    def pre_validate(self, form: BaseForm) -> None:
        """Raise StopValidation for a skill or a level that is not offered."""
        known = {code for code, _ in self.choices}
        chosen = self.data or {}
        if chosen.keys() - known or 0 in chosen.values():
            raise StopValidation(_l("Choose skills and levels from the lists."))

    def level_of(self, code: str) -> int:
        """The level chosen for a skill; 0 for none."""
        return (self.data or {}).get(code, 0)
