"""Why a company was asked, as people read it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from marketplace.inquiry.reasons import told


def said(app: Flask, *reasons: dict[str, object], locale: str = "en") -> list[str]:
    with app.test_request_context(), force_locale(locale):
        return [reason.text for reason in told(reasons)]


def words(*several: str) -> dict[str, object]:
    return {"kind": "words", "words": list(several)}


def test_words_in_common_stand_together_and_once(app: Flask) -> None:
    name = {"kind": "name", "value": "Pixel"}
    found = said(app, words("battery"), name, words("today", "battery"), words("laptop"))
    assert found == ["Words in common: battery, today, laptop", "The question names it."]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("299.00 CNY", "价格：¥299.00"),
        ("1299.5 USD", "价格：US$1,299.50"),
        ("ask us", "价格：ask us"),
        ("1-2 CNY", "价格：1-2 CNY"),
    ],
)
def test_prices_are_written_as_the_reader_does(app: Flask, written: str, read: str) -> None:
    assert said(app, {"kind": "price", "value": written}, locale="zh") == [read]
