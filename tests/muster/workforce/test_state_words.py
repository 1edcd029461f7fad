"""Every state of an agent has its word, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from muster.workforce.models import AgentState

SHOWN = """{% from "workforce/_states.html" import state_chip %}{{ state_chip(state, plain) }}"""


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_each_state_has_a_word_of_its_own(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        words = [render_template_string(SHOWN, state=s, plain=True) for s in AgentState]
        assert "chip-bad" in render_template_string(SHOWN, state="not_responding", plain=False)
    assert all(word.strip() for word in words)
    assert len(set(words)) == len(words)
    assert (locale == "zh") == any(letter >= "\u4e00" for word in words for letter in word)
