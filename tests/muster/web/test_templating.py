"""Templates share the environment's globals, and keep to themselves those that they bring."""

from __future__ import annotations

from flask import Flask


def test_templates_see_what_is_added_to_the_environment_later(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ told_later }}")
    assert template.globals is app.jinja_env.globals
    app.jinja_env.globals["told_later"] = "told"
    try:
        assert template.render() == "told"
    finally:
        del app.jinja_env.globals["told_later"]


def test_a_template_with_globals_of_its_own_keeps_them_to_itself(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ own }} {{ locale_code is defined }}", {"own": "mine"})
    assert template.render() == "mine True"
    assert "own" not in app.jinja_env.globals
