from __future__ import annotations

import pytest
from flask import Flask, flash, get_flashed_messages, request, session
from flask.testing import FlaskClient

from muster.web.sessions import Sessions


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("kept")
    app.secret_key = "secret"
    app.session_interface = Sessions(app)

    @app.post("/name")
    def write() -> str:
        session["name"] = request.get_data(as_text=True)
        return ""

    @app.get("/name")
    def read() -> str:
        return str(session.get("name", "nobody"))

    @app.post("/news")
    def tell() -> str:
        flash("news")
        return ""

    @app.get("/news")
    def hear() -> list[str]:
        return [str(news) for news in get_flashed_messages()]

    return app.test_client()


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    assert found
    return found.value


def test_what_was_kept_is_there_at_every_request(client: FlaskClient) -> None:
    client.post("/name", data="vera")
    assert [client.get("/name").text for _ in range(3)] == ["vera"] * 3


def test_a_cookie_that_was_changed_is_worth_nothing(client: FlaskClient) -> None:
    client.post("/name", data="vera")
    assert client.get("/name").text == "vera"
    payload, rest = cookie(client).split(".", 1)
    for forged in (f"{payload[:-2]}AA.{rest}", f"{payload}.{rest[:-2]}AA", payload, "."):
        client.set_cookie("session", forged)
        assert client.get("/name").text == "nobody"


def test_a_change_holds_from_the_next_request_on_and_for_this_browser_alone(
    client: FlaskClient,
) -> None:
    client.post("/name", data="vera")
    other = client.application.test_client()
    other.set_cookie("session", cookie(client))
    assert other.get("/name").text == "vera"
    client.post("/name", data="sam")
    assert (client.get("/name").text, other.get("/name").text) == ("sam", "vera")


def test_news_in_a_cookie_are_told_once_each_time_it_comes(client: FlaskClient) -> None:
    client.post("/news")
    kept = cookie(client)
    for _ in range(2):
        client.set_cookie("session", kept)
        client.post("/news")
        assert client.get("/news").json == ["news", "news"]


def test_a_key_of_another_installation_opens_nothing(client: FlaskClient) -> None:
    client.post("/name", data="vera")
    other = Flask("other")
    other.secret_key = "another"
    with other.test_request_context(headers={"Cookie": f"session={cookie(client)}"}):
        opened = Sessions(other).open_session(other, request)
    assert not opened
