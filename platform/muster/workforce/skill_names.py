"""Skills as people call them."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from muster.db import current_acting
from muster.db.exchange import Row
from muster.db.single_trip import single_trip
from muster.web.locale import reads_chinese
from muster.workforce.agents import all_skills

NAMES = "SELECT code, name_en, name_zh FROM skills WHERE code = ANY (%(codes)s::text[])"


def by_code() -> dict[str, str]:
    """Every skill's name in the reader's language, by its code."""
    chinese = reads_chinese()
    return {skill.code: skill.name_zh if chinese else skill.name_en for skill in all_skills()}


def named(abilities: Iterable[str]) -> str:
    """Abilities, codes of skills or such with a level like "sales:3", in the reader's language.

    A code that is not in the list of skills stays a code. Read in one round trip, beside the
    current unit of work.
    """
    wanted = list(abilities)
    return said(
        wanted, single_trip(current_acting(), NAMES, {"codes": codes(wanted)}) if wanted else []
    )


def codes(abilities: Iterable[str]) -> list[str]:
    """The skills of abilities, by code: what NAMES wants to know."""
    return [ability.partition(":")[0] for ability in abilities]


def said(abilities: Iterable[str], rows: Iterable[Row]) -> str:
    """The same as `named`, from what NAMES has found."""
    chinese = reads_chinese()
    names = {row["code"]: row["name_zh"] if chinese else row["name_en"] for row in rows}
    return ("、" if chinese else ", ").join(_said(ability, names) for ability in abilities)


def _said(ability: str, names: dict[str, str]) -> str:
    code, _colon, level = ability.partition(":")
    name = names.get(code, code)
    return str(_("%(name)s (level %(level)s)", name=name, level=level)) if level else name
