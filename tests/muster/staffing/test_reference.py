"""The formulas give what others have published."""

from __future__ import annotations

import pytest

from muster.staffing.answers import answer, answer_all
from muster.staffing.questions import ask
from muster.staffing.service_levels import Variant, measured
from tests.muster.staffing import reference
from tests.muster.staffing.reference import TYPED, Value


@pytest.mark.parametrize("value", TYPED, ids=lambda v: f"{v.given['model']} {v.metric}")
def test_a_published_value(value: Value) -> None:
    found = answer(ask(value.given))
    assert found[value.metric] == pytest.approx(value.value, rel=0, abs=value.precision)


def test_every_reference_value_at_its_stated_precision() -> None:
    rows = reference.rows("reference.csv")
    assert len(rows) == 55
    wrong = {}
    answers = answer_all([reference.question(row) for row in rows])
    for number, (row, measures) in enumerate(zip(rows, answers, strict=True), 2):
        assert isinstance(measures, dict)
        found = measures[row["metric"]]
        if abs(found - float(row["value"])) > float(row["stated_precision"]):
            wrong[number] = (row["metric"], found, row["value"])
    assert wrong == {}


def test_service_levels_by_name() -> None:
    counts = {"answered": 1000, "answered_within": 860, "abandoned_within": 20}
    found = {
        variant: measured(variant, **counts, abandoned_after=40, abandoned_within_short=10)
        for variant in Variant
    }
    # ICMI QueueTip 2002: 83 %, 86 %, 81 %, 83 % and 82 % of the same day
    assert found == pytest.approx(
        {"F1": 880 / 1060, "F2": 0.86, "F3": 860 / 1060, "F4": 860 / 1040, "F5": 870 / 1060}
    )


def test_a_day_without_contacts_has_no_service_level() -> None:
    nothing = {"answered": 0, "answered_within": 0, "abandoned_within": 0, "abandoned_after": 0}
    assert {measured(variant, **nothing) for variant in Variant} == {None}


def test_every_service_level_vector() -> None:
    rows = reference.rows("service_level_vectors.csv")
    assert rows
    for row in rows:
        found = measured(
            Variant(row["formula"][:2]),
            answered=float(row["answered"]),
            answered_within=float(row["answered_within_T"]),
            abandoned_within=float(row["abandoned_within_T"]),
            abandoned_after=float(row["abandoned_after_T"]),
            abandoned_within_short=float(row["abandoned_within_5s"] or 0),
        )
        assert found == pytest.approx(float(row["exact"]), abs=5e-7), row["formula"]
