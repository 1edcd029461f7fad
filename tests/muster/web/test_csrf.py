from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.muster.web.gallery import token

LETTER = "I have been waiting since Monday.\n<b>Please</b> answer."


def test_a_page_carries_a_token_that_its_forms_can_send(client: FlaskClient) -> None:
    text = client.get("/form").text
    carried = re.search(r'name="csrf-token" content="([^"]+)"', text)
    assert carried
    assert client.post("/form", headers={"X-CSRFToken": carried[1]}).status_code == 422
    assert client.post("/form", data={"csrf_token": carried[1]}).status_code == 422


@pytest.mark.parametrize("forged", [None, "", "forged", "IjEi.aaaa.bbbb"])
def test_a_forged_request_changes_nothing(client: FlaskClient, forged: str | None) -> None:
    data = {"name": "x"} | ({"csrf_token": forged} if forged is not None else {})
    answer = client.post("/form", data=data)
    assert answer.status_code == 400
    assert "This page was open for too long" in answer.text


def test_the_token_of_another_session_does_not_fit(client: FlaskClient) -> None:
    other = client.application.test_client()
    client.get("/csrf-token")
    assert client.post("/form", headers=token(other)).status_code == 400


def test_a_token_that_was_found_genuine_fits_no_other_session(client: FlaskClient) -> None:
    mine = token(client)
    assert [client.post("/form", headers=mine).status_code for _ in range(3)] == [422] * 3
    other = client.application.test_client()
    other.get("/csrf-token")
    assert other.post("/form", headers=mine).status_code == 400
    assert client.application.test_client().post("/form", headers=mine).status_code == 400
    assert (
        client.post("/form", headers={"X-CSRFToken": f"{mine['X-CSRFToken']}x"}).status_code == 400
    )


def test_what_was_written_is_given_back(client: FlaskClient) -> None:
    answer = client.post("/form", data={"about": LETTER, "password": "hunter2", "n": "1"})
    assert "I have been waiting since Monday.\n&lt;b&gt;Please&lt;/b&gt; answer." in answer.text
    assert "hunter2" not in answer.text


def test_another_sites_form_puts_no_words_into_our_page(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/form", data={"about": LETTER}, headers=headers)
    assert answer.status_code == 400
    assert "Monday" not in answer.text


def test_a_script_is_told_so_and_can_fetch_another(client: FlaskClient) -> None:
    answer = client.post("/form", json={}, headers={"X-CSRFToken": "old"})
    assert answer.json is not None
    assert answer.json["error"]["code"] == "csrf"
    assert client.get("/csrf-token").headers["Cache-Control"] == "no-store"
    assert client.post("/form", json={}, headers=token(client)).status_code == 422


def test_htmx_is_told_by_a_header(client: FlaskClient) -> None:
    answer = client.post("/form", headers={"HX-Request": "true"})
    assert answer.headers["X-Problem"] == "csrf"
