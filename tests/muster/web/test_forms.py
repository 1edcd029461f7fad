"""Fields that keep what was typed, and errors of actions beside them."""

from __future__ import annotations

import pytest
from flask import Flask
from wtforms import Field

from muster.errors import Invalid
from muster.web import forms


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.line("Name", longest=10)
    note = forms.text("Note", longest=20, required=False)
    kind = forms.choice("Kind", [("a", "A"), ("b", "B")], default="a")


def filled(app: Flask, **data: str) -> Sample:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context(method="POST", data={"kind": "a", **data}):
        form = Sample()
        form.validate_on_submit()
        return form


def errors(field: Field) -> list[str]:
    return [str(error) for error in field.errors]


def test_a_line_is_one_line_without_blanks_around_it(app: Flask) -> None:
    assert filled(app, name="  a\r\nb\u2028c ").name.data == "a b c"


def test_a_text_keeps_its_lines(app: Flask) -> None:
    assert filled(app, name="x", note=" a\r\n\r\n b ").note.data == "a\n\n b"


@pytest.mark.parametrize("name", ["", "   ", "\r\n"])
def test_what_is_required_is_asked_for(app: Flask, name: str) -> None:
    assert errors(filled(app, name=name).name) == ["Please fill this in."]


def test_what_is_not_required_may_be_left_out(app: Flask) -> None:
    assert filled(app, name="x").errors == {}


def test_length_is_counted_in_characters(app: Flask) -> None:
    assert errors(filled(app, name="👩" * 10).name) == []
    assert errors(filled(app, name="👩" * 11).name) == ["This is too long."]


def test_what_the_database_cannot_keep_is_refused(app: Flask) -> None:
    said = "This contains a character that cannot be stored."
    assert errors(filled(app, name="a\x00b").name) == [said]


def test_an_error_of_an_action_stands_beside_its_field(app: Flask) -> None:
    form = filled(app, name="x")
    with app.test_request_context():
        form.show(Invalid("name", "Somebody is called so."))
        form.show(Invalid("elsewhere", "The whole is wrong."))
    assert errors(form.name) == ["Somebody is called so."]
    assert form.form_errors == ["The whole is wrong."]
