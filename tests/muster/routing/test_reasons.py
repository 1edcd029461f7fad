"""Reasons are kept as codes and read as sentences."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from muster.routing import reasons


def test_a_code_with_its_values_becomes_a_sentence(app: Flask) -> None:
    kept = reasons.encode(reasons.LONGEST_IDLE, n=4, language="zh")
    assert kept == "offer.longest_idle n=4 language=zh"
    with app.test_request_context(), force_locale("en"):
        assert "of 4 free agents who speak the language (Chinese)" in reasons.describe(kept)
    with app.test_request_context(), force_locale("zh"):
        assert "4 位" in reasons.describe(kept)
        assert "（中文）" in reasons.describe(kept)


@pytest.mark.parametrize("text", ["", "tea at 3%", "offer.longest_idle n=4", "doctor, back at 3"])
def test_anything_else_stands_as_it_is(app: Flask, text: str) -> None:
    with app.test_request_context():
        assert reasons.describe(text) == text
