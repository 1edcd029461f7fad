"""The language of a text, and of a page."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.showcase.tongues import language_name, tongue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("华澜家电 Hualan", "zh-Hans"),
        ("Rival Travel", ""),
        ("カフェ 東京", "ja"),
        ("서울 여행", "ko"),
        ("", "zh-Hans"),
        ("Apple 苹果 authorised reseller", ""),
    ],
)
def test_a_script_tells_a_language(text: str, language: str) -> None:
    assert tongue(text) == (language if text else "")


def test_languages_have_names(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert language_name("yue") == "Cantonese"
        assert language_name("xx") == "xx"
