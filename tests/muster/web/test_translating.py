"""Words of templates: in the reader’s language, with variables, escaped where HTML is made."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from muster.web import translating
from tests.muster.web.gallery import build

SIGN_IN = {"en": "Sign in", "zh": "登录"}


@pytest.fixture
def app() -> Flask:
    return build()


def test_each_reader_gets_their_language_again_and_again(app: Flask) -> None:
    with app.test_request_context():
        for locale in ("en", "zh", "en", "zh"):
            with force_locale(locale):
                assert render_template_string("{{ _('Sign in') }}") == SIGN_IN[locale]
                assert render_template_string("{{ gettext('Sign in') }}") == SIGN_IN[locale]


def test_a_message_is_a_format_string_and_its_values_are_escaped(app: Flask) -> None:
    with app.test_request_context():
        said = render_template_string("{{ _('100 %% of %(name)s', name='<b>') }}{{ _('5 %%') }}")
        plain = render_template_string(
            "{% autoescape false %}{{ _('100 %% of %(name)s', name='<b>') }}{% endautoescape %}"
        )
    assert (said, plain) == ("100 % of &lt;b&gt;5 %", "100 % of <b>")


def test_what_people_typed_does_not_fill_the_memory(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translating, "MOST", 2)
    with app.test_request_context():
        for number in range(4):
            assert render_template_string("{{ _(typed) }}", typed=f"typed {number}")
        known = app.jinja_env.globals["_"].__self__._known
        assert [len(each) for each in known.values()] == [2]


def test_without_a_reader_words_stay_as_they_are(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ _('Sign in') }}")
    assert template.render() == "Sign in"


def test_what_is_counted_is_written_as_the_reader_writes_numbers(app: Flask) -> None:
    counted = "{{ ngettext('%(num)s row', '%(num)s rows', count) }}"
    with app.test_request_context(), force_locale("en"):
        assert render_template_string(counted, count=1) == "1 row"
        assert render_template_string(counted, count=5585) == "5,585 rows"
        own = "{{ ngettext('%(num)s row', '%(num)s rows', count, num='many') }}"
        assert render_template_string(own, count=2) == "many rows"
