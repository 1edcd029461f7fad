from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from functools import partial

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

from muster.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from muster.settings import Environment
from muster.web.shell import provide
from tests.muster.web.gallery import build, token

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
FAILURES = {
    "missing": NotFound(),
    "forbidden": NotAllowed("Only owners may do this."),
    "conflict": Conflict(),
    "invalid": Invalid("phone", "This is not a phone number."),
    "unavailable": Unavailable(),
    "fault": RuntimeError("secret detail"),
}


@pytest.fixture
def app() -> Flask:
    app = build()

    def fail(name: str) -> str:
        raise FAILURES[name]

    app.add_url_rule("/fail/<name>", view_func=fail)
    app.add_url_rule("/api/fail/<name>", "api_fail", fail)
    return app


@pytest.mark.parametrize(
    ("name", "status"),
    [("missing", 404), ("forbidden", 403), ("conflict", 409), ("invalid", 422), ("fault", 500)],
)
def test_a_person_gets_a_page(client: FlaskClient, name: str, status: int) -> None:
    answer = client.get(f"/fail/{name}")
    assert answer.status_code == status
    assert f'<div class="fault-code">{status}</div>' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_actions_own_words_are_shown(client: FlaskClient) -> None:
    assert "Only owners may do this." in client.get("/fail/forbidden").text


def test_an_unknown_address_gets_a_helpful_page(client: FlaskClient) -> None:
    text = client.get("/nothing", headers={"Accept-Language": "zh"}).text
    assert "这里什么也没有" in text
    assert "回到首页" in text


def test_a_program_gets_json_by_asking_for_it(client: FlaskClient) -> None:
    answer = client.get("/fail/invalid", headers=JSON)
    assert answer.status_code == 422
    assert answer.json == {
        "error": {
            "status": 422,
            "code": "invalid",
            "message": "This is not a phone number.",
            "field": "phone",
        }
    }


@pytest.mark.parametrize("path", ["/api/fail/missing", "/api/nothing"])
def test_a_program_gets_json_below_api(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["error"]["status"] == 404


def test_whoever_sends_json_gets_json(client: FlaskClient) -> None:
    answer = client.post("/nothing", json={}, headers=token(client))
    assert answer.is_json


def test_htmx_gets_a_message_beside_the_page(client: FlaskClient) -> None:
    answer = client.get("/fail/conflict", headers=HTMX)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#flash"
    assert answer.headers["HX-Reswap"] == "beforeend"
    assert 'role="alert"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("headers", [{}, JSON, HTMX])
def test_a_fault_shows_the_number_it_is_logged_under_and_nothing_else(
    client: FlaskClient, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "muster.web"):
        answer = client.get("/fail/fault", headers=headers)
    record = next(record for record in caplog.records if record.name == "muster.web")
    assert record.reference in answer.text  # type: ignore[attr-defined]  # an extra of ours
    assert record.exc_info is not None
    assert "secret detail" not in answer.text
    assert "RuntimeError" not in answer.text


def test_two_faults_have_two_numbers(client: FlaskClient) -> None:
    assert client.get("/fail/fault").text != client.get("/fail/fault").text


@pytest.mark.parametrize("name", ["fault", "unavailable"])
def test_a_fault_is_told_even_when_nothing_around_the_page_works(app: Flask, name: str) -> None:
    def broken() -> None:
        raise ConnectionError("the database is down")

    provide(app, broken)  # type: ignore[arg-type]  # it never returns
    answer = app.test_client().get(f"/fail/{name}")
    assert f'<div class="fault-code">{answer.status_code}</div>' in answer.text


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/portal", headers=token(client))
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_too_large_a_body_is_told_as_that(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10
    answer = app.test_client().post("/form", data={"name": "x" * 100})
    assert answer.status_code == 413
    assert "That is too large" in answer.text


def test_the_debugger_sees_faults_in_debug_mode() -> None:
    app = build(environment=Environment.DEVELOPMENT)
    app.debug = True
    app.add_url_rule("/fault", view_func=lambda: str(1 / 0))
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/fault")


def nowhere() -> None:
    """Look for a database where there is none."""
    psycopg.connect("host=/nowhere user=muster")


def nowhere_by_engine() -> None:
    """The same through SQLAlchemy."""
    create_engine("postgresql+psycopg://muster@/muster?host=/nowhere").connect()


def everybody_wants_one() -> None:
    """Ask a pool of one connection for a second."""
    pool = QueuePool(
        partial(sqlite3.connect, ":memory:"), pool_size=1, max_overflow=0, timeout=0.01
    )
    held = pool.connect()
    assert held
    pool.connect()


def everybody_wants_the_row() -> None:
    """What PostgreSQL says when a lock was not had in time."""
    raise psycopg.errors.LockNotAvailable


def wrong_row() -> None:
    """What the database itself calls operational, and is a fault of ours."""
    raise psycopg.errors.DeadlockDetected


@pytest.mark.parametrize(
    "failing", [nowhere, nowhere_by_engine, everybody_wants_one, everybody_wants_the_row]
)
def test_without_a_database_one_is_asked_to_come_back(
    app: Flask, caplog: pytest.LogCaptureFixture, failing: Callable[[], None]
) -> None:
    app.add_url_rule("/away", "away", failing, methods=["POST"])
    client = app.test_client()
    answer = client.post("/away", data={"body": "a long text"}, headers=token(client))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert "a long text" in answer.text
    said = [record.levelname for record in caplog.records if record.name == "muster.web"]
    assert said == ["WARNING"]  # other threads may say that live updates are paused


def test_what_else_the_database_refuses_is_a_fault(app: Flask) -> None:
    app.add_url_rule("/row", "row", wrong_row)
    answer = app.test_client().get("/row")
    assert answer.status_code == 500
    assert 'id="reference"' in answer.text
