"""The form of the wall's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from muster.supervision.models import Disclosure
from muster.supervision.phrases import ANGRY, LONGEST, MOST, POLITE
from muster.supervision.thresholds import ALERTS, TILES, limits
from muster.web import forms
from muster.web.forms import REQUIRED, Form

DAY = 86_400
WHOLE = _l("A whole number from %(min)d to %(max)d, please.")


def _number(label: Any, most: int, least: int = 0, *more: Any) -> Any:
    return IntegerField(
        label,
        validators=[InputRequired(REQUIRED), NumberRange(least, most, message=WHOLE), *more],
        render_kw={"inputmode": "numeric"},
    )


def _few(_form: Form, field: Field) -> None:
    lines = [line.strip() for line in str(field.data or "").splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValidationError(_l("At most 200 phrases, please."))
    if any(len(line) > LONGEST for line in lines):
        raise ValidationError(_l("A phrase has at most 60 characters."))


def _red(label: Any, most: int) -> Any:
    return _number(label, most, 0, _after_amber)


def _after_amber(form: Form, field: Field) -> None:
    """What is red is amber before: otherwise amber would never be seen."""
    figure = field.name.removesuffix("_bad")
    amber, red = form[f"{figure}_warn"].data, field.data
    if amber is None or red is None:
        return
    if TILES[figure].low and red > amber:
        raise ValidationError(_l("Red begins no higher than amber."))
    if not TILES[figure].low and red < amber:
        raise ValidationError(_l("Red begins no lower than amber."))


def _phrases(label: Any) -> Any:
    longest = MOST * (LONGEST + 2)
    return forms.text(label, required=False, longest=longest, validators=[_few])


class SettingsForm(Form):
    """What agents see, when figures turn amber and red, and what raises an alert."""

    disclosure = forms.choice(
        _l("What agents see of somebody who reads along"),
        [
            (Disclosure.HIDDEN, _l("Nothing")),
            (Disclosure.PRESENCE, _l("That somebody does")),
            (Disclosure.NAME, _l("Who does")),
        ],
    )
    wait_warn, wait_bad = _number(_l("Amber from"), DAY), _red(_l("Red from"), DAY)
    waiting_warn, waiting_bad = _number(_l("Amber from"), 9999), _red(_l("Red from"), 9999)
    level_warn, level_bad = _number(_l("Amber below"), 100), _red(_l("Red below"), 100)
    answered_warn, answered_bad = _number(_l("Amber below"), 100), _red(_l("Red below"), 100)
    abandoned_warn, abandoned_bad = _number(_l("Amber from"), 100), _red(_l("Red from"), 100)
    csat_warn, csat_bad = _number(_l("Amber below"), 100), _red(_l("Red below"), 100)
    waiting_seconds = _number(ALERTS["waiting_seconds"][0], DAY, 5)
    silent_seconds = _number(ALERTS["silent_seconds"][0], DAY, 5)
    transfers = _number(ALERTS["transfers"][0], 99, 1)
    break_seconds = _number(ALERTS["break_seconds"][0], DAY, 60)
    meal_seconds = _number(ALERTS["meal_seconds"][0], DAY, 60)
    angry_zh = _phrases(_l("Angry words in Chinese"))
    angry_en = _phrases(_l("Angry words in English"))
    polite_zh = _phrases(_l("Polite dissatisfaction in Chinese"))
    polite_en = _phrases(_l("Polite dissatisfaction in English"))

    @classmethod
    def of(
        cls,
        disclosure: Disclosure,
        chosen: Mapping[str, Any],
        lists: Mapping[tuple[str, str], Sequence[str]],
    ) -> SettingsForm:
        """The settings as they are."""
        words = {f"{kind}_{language}": "\n".join(said) for (kind, language), said in lists.items()}
        data = limits(chosen) | words | {"disclosure": str(disclosure)}
        return cls(formdata=None, data=data)

    def tiles(self) -> list[tuple[Any, Field, Field]]:
        """Each tile with its two fields."""
        return [
            (tile.label, self[f"{name}_warn"], self[f"{name}_bad"]) for name, tile in TILES.items()
        ]

    def figures(self) -> dict[str, Any]:
        """Of each field of a tile, which figure it is of."""
        return {
            f"{name}_{end}": tile.label for name, tile in TILES.items() for end in ("warn", "bad")
        }

    def alarms(self) -> list[Field]:
        """The fields that say when an alert is raised."""
        return [self[name] for name in ALERTS]

    def lists(self) -> list[Field]:
        """The fields of words."""
        return [self[f"{kind}_{language}"] for kind in (ANGRY, POLITE) for language in ("zh", "en")]

    def limits(self) -> dict[str, int]:
        """Every limit that was typed and is not ours."""
        ours = limits({})
        typed = {name: int(self[name].data) for name in ours}
        return {name: value for name, value in typed.items() if value != ours[name]}

    def phrases(self) -> dict[tuple[str, str], list[str]]:
        """The words that were typed, one a line."""
        return {
            (kind, language): str(self[f"{kind}_{language}"].data or "").splitlines()
            for kind in (ANGRY, POLITE)
            for language in ("zh", "en")
        }
