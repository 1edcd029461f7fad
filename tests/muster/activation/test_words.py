"""What happened to an activation, as a sentence."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from muster.activation import words
from muster.activation.models import ActivationChange


@pytest.mark.parametrize(
    ("what", "detail", "english", "chinese"),
    [
        ("reduced", {"seats": 1}, "Reduced to 1 seat", "减至 1 席"),
        ("reduced", {"seats": 40}, "Reduced to 40 seats", "减至 40 席"),
        ("short", {"seats": 1}, "Nobody is left to call for 1 seat", "有 1 席已无人可召集"),
        (
            "named",
            {"count": 1},
            "1 person named for a place of a cohort",
            "为学员席位指定了 1 人",
        ),
        (
            "named",
            {"count": 3},
            "3 people named for places of a cohort",
            "为学员席位指定了 3 人",
        ),
    ],
)
def test_one_is_said_differently_from_many(
    app: Flask, what: str, detail: dict[str, int], english: str, chinese: str
) -> None:
    change = ActivationChange(what=what, detail=detail)
    with app.test_request_context():
        for locale, said in (("en", english), ("zh", chinese)):
            with force_locale(locale):
                assert words.change(change) == said


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_reason_says_more_than_the_state_that_stands_before_it(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        states = {str(label).casefold() for label, _ in words.PEOPLE.values()}
        assert states.isdisjoint(str(reason).casefold() for reason in words.OVER.values())
