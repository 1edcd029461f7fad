"""Skills as people call them."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import get_locale
from flask_babel import gettext as _

from muster.workforce.agents import all_skills


def by_code() -> dict[str, str]:
    """Every skill's name in the reader's language, by its code."""
    chinese = str(get_locale()).startswith("zh")
    return {skill.code: skill.name_zh if chinese else skill.name_en for skill in all_skills()}


def named(abilities: Iterable[str]) -> str:
    """Abilities, codes of skills or such with a level like "sales:3", in the reader's language.

    A code that is not in the list of skills stays a code.
    """
    names, joint = by_code(), "、" if str(get_locale()).startswith("zh") else ", "
    return joint.join(_said(ability, names) for ability in abilities)


def _said(ability: str, names: dict[str, str]) -> str:
    code, _colon, level = ability.partition(":")
    name = names.get(code, code)
    return str(_("%(name)s (level %(level)s)", name=name, level=level)) if level else name
