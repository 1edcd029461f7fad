"""What a disposition asks for, and which answers are taken."""

from __future__ import annotations

from typing import Any

import pytest

from muster.conversations.answers import Field, checked, fields_of
from muster.errors import Invalid

ORDER = Field("order", "Order number", "text", required=True)
REASON = Field("reason", "Reason", "choice", required=True, choices=("late", "broken"))
COST = Field("cost", "Cost", "number")
DAY = Field("day", "Call again on", "date")
ALL = (ORDER, REASON, COST, DAY)


def test_answers_are_kept_with_their_labels_in_the_order_of_the_fields() -> None:
    given = {"day": "2026-11-30", "cost": " 12.50 ", "order": " A-7 ", "reason": "late"}
    assert checked(ALL, given) == [
        {"label": "Order number", "kind": "text", "value": "A-7"},
        {"label": "Reason", "kind": "choice", "value": "late"},
        {"label": "Cost", "kind": "number", "value": "12.50"},
        {"label": "Call again on", "kind": "date", "value": "2026-11-30"},
    ]


def test_what_is_not_required_may_be_left_out() -> None:
    assert [a["label"] for a in checked(ALL, {"order": "7", "reason": "late", "cost": "  "})] == [
        "Order number",
        "Reason",
    ]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (ORDER, None),
        (ORDER, "   "),
        (ORDER, "\x00"),
        (ORDER, "x" * 1001),
        (ORDER, ["7"]),
        (ORDER, {"a": 1}),
        (REASON, "lost"),
        (COST, "twelve"),
        (COST, "1e9"),
        (COST, "NaN"),
        (COST, "1" * 41),
        (DAY, "tomorrow"),
        (DAY, "2026-02-30"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field(field: Field, text: Any) -> None:
    with pytest.raises(Invalid) as refused:
        checked([field], {field.key: text})
    assert refused.value.field == field.key


def test_markup_is_kept_as_it_was_typed() -> None:
    typed = "<script>alert(1)</script>"
    assert checked([ORDER], {"order": typed})[0]["value"] == typed


def test_fields_come_back_as_they_were_kept() -> None:
    kept = [one.kept() for one in ALL]
    assert [one.kept() for one in fields_of(kept)] == kept
    assert kept[1]["choices"] == ["late", "broken"]
