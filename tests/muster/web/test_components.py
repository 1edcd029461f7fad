from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.muster.web.gallery import MACROS, token


@pytest.fixture
def wrong_form(client: FlaskClient) -> str:
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/form").text)
    assert token
    data = {"csrf_token": token[1], "about": "kept <b>", "kind": "pc", "seats": "many"}
    answer = client.post("/form", data=data)
    assert answer.status_code == 422
    return answer.text


def element(text: str, id_: str) -> str:
    found = re.search(rf'<(?:input|select|textarea)[^>]*\bid="{id_}"[^>]*>', text)
    assert found, f"no element {id_}"
    return found[0]


@pytest.mark.parametrize("name", ["name", "seats", "opens_on", "agreed"])
def test_an_error_stands_beside_its_field_and_is_tied_to_it(wrong_form: str, name: str) -> None:
    field = element(wrong_form, name)
    assert 'aria-invalid="true"' in field
    assert f"{name}-error" in field
    assert f'<div class="field-error" id="{name}-error">' in wrong_form


def test_hint_and_error_are_both_read_out(wrong_form: str) -> None:
    assert 'aria-describedby="name-hint name-error"' in element(wrong_form, "name")


def test_a_good_field_is_left_alone(wrong_form: str) -> None:
    for name in ("about", "kind", "logo"):
        assert "aria-invalid" not in element(wrong_form, name)


def test_what_was_typed_is_still_there(wrong_form: str) -> None:
    assert "kept &lt;b&gt;</textarea>" in wrong_form
    assert 'value="many"' in element(wrong_form, "seats")


def test_all_errors_are_listed_with_links_to_their_fields(wrong_form: str) -> None:
    assert "4 things need a change:" in wrong_form
    assert '<li><a href="#opens_on">Opens on</a>: Choose the day.</li>' in wrong_form


def test_the_form_librarys_own_messages_are_translated(client: FlaskClient) -> None:
    client.set_cookie("locale", "zh")
    answer = client.post("/form", data={"kind": "no such kind"}, headers=token(client))
    assert "Not a valid choice" not in answer.text
    assert '<div class="field-error" id="kind-error">' in answer.text


def test_every_field_has_its_label(client: FlaskClient) -> None:
    text = client.get("/form").text
    for name in ("name", "about", "kind", "seats", "opens_on", "logo"):
        assert f'<label class="form-label" for="{name}">' in text
    assert 'type="date"' in element(text, "opens_on")
    assert 'type="file"' in element(text, "logo")
    assert 'data-draft="about"' in element(text, "about")
    assert 'data-counts="about" data-most="400"' in text


def test_a_number_says_what_it_means_and_when(client: FlaskClient) -> None:
    text = client.get("/portal").text
    assert 'aria-describedby="answered-meaning"' in text
    assert 'role="tooltip" id="answered-meaning">Answered within Y seconds' in text
    assert re.search(r"as of <time datetime=", text)
    assert '<a href="/form">1,284</a>' in text


def test_a_table_is_named_sorted_and_paged(client: FlaskClient) -> None:
    text = client.get("/portal?sort=-name&page=2").text
    assert 'aria-label="Agents"' in text
    assert 'aria-sort="descending"' in text
    assert 'href="/portal?sort=name"' in text
    assert 'rel="next" href="/portal?sort=-name&amp;page=3"' in text
    assert "Page 2 of 9" in text
    assert "171 rows" in text


@pytest.mark.parametrize(
    ("macro", "links"),
    [
        ("steps(1, false)", []),
        ("steps(1, true)", [("next", "/portal?sort=name&amp;page=2")]),
        ("steps(3, false)", [("prev", "/portal?sort=name&amp;page=2")]),
        ("further(after='x')", [("next", "/portal?sort=name&amp;after=x")]),
        ("further(before='x')", [("next", "/portal?sort=name&amp;before=x")]),
        ("further(after='')", []),
    ],
)
def test_rows_that_nobody_has_counted_go_on(
    page: Callable[..., str], macro: str, links: list[tuple[str, str]]
) -> None:
    text = page(MACROS + f"{{{{ {macro} }}}}", "/portal?sort=name")
    assert re.findall(r'rel="(\w+)" href="([^"]+)"', text) == links
    assert text.count('<nav class="pages" aria-label="Pages">') == bool(links)


def test_an_empty_page_says_what_to_do_next(client: FlaskClient) -> None:
    assert '<a class="btn btn-primary" href="/form">Write the first article</a>' in (
        client.get("/empty").text
    )


def test_destruction_is_asked_about_first(client: FlaskClient) -> None:
    text = client.get("/portal").text
    dialog = text[text.index('<dialog class="confirm" id="end-lease"') :].partition("</dialog>")[0]
    assert "3 open contacts go back to the queue." in dialog
    assert 'name="csrf_token"' in dialog
    assert dialog.index("Cancel") < dialog.index("End the lease</button>")


def test_names_from_outside_are_only_text(page: Callable[..., str]) -> None:
    evil = '"><script>alert(1)</script>'
    text = page(
        MACROS + "{{ named(evil) }}{{ chip(evil, 'bad') }}{{ empty('book', evil, evil) }}"
        "{{ sentence(evil) }}{{ breadcrumbs([(evil, '/')]) }}{{ stat(evil, evil, id='x') }}",
        evil=evil,
    )
    assert "<script" not in text


def test_messages_are_announced(client: FlaskClient) -> None:
    text = client.get("/portal?flash=1").text
    assert re.search(r'class="flash flash-success" role="status">.*?Saved\.', text, re.DOTALL)
    assert re.search(r'class="flash flash-error" role="alert">.*?too large', text, re.DOTALL)
