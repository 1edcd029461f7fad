"""The screen: numbers of one company, no names and no texts, and nothing else for its token."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.conversations.models import Contact
from muster.db import uuid7
from tenants.wallboard.stream import EXTENSION, Boards
from tests.cast import ANN, BEN, HUALAN, RIVAL, Company
from tests.tenants.wallboard.test_links import made
from tests.watch.routes import routes

ClientFor = Callable[[str], FlaskClient]


def contact(owner: Engine, company: Company = HUALAN, **other: Any) -> None:
    values = {
        "id": uuid7(),
        "tenant_id": company.id,
        "queue_id": company.queue_id,
        "origin": "inquiry",
        "language": "zh",
        "opening": "a secret question",
        "consumer_name": "Wang Secret",
        "state": "queued",
        "state_since": datetime.now(UTC),
    } | other
    with owner.begin() as connection:
        connection.execute(insert(Contact).values(**values))


@pytest.fixture
def address(app: Flask, client_for: ClientFor) -> str:
    app.extensions[EXTENSION] = Boards()
    return made(client_for("sam"))


def told(anyone: FlaskClient, address: str) -> Iterator[dict[str, Any]]:
    """The numbers that the stream gives, one after the other."""
    answer = anyone.get(f"{address}/stream")
    assert answer.mimetype == "text/event-stream"
    for frame in answer.response:
        for line in bytes(frame).decode().splitlines():  # type: ignore[arg-type]  # the app gives bytes
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def test_the_screen_is_full_of_numbers(anyone: FlaskClient, address: str, db_owner: Engine) -> None:
    contact(db_owner)
    now = datetime.now(UTC)
    contact(db_owner, state="active", agent_id=ANN.agent_id, first_answer_at=now, rating=5)
    page = anyone.get(f"{address}?lang=en").text
    assert 'data-number="waiting">1<' in page
    assert '<span data-part="answered">1</span>' in page
    assert "100%" in page
    assert f'datetime="{now.year}-' in page


def test_there_are_no_names_and_no_texts_anywhere(
    anyone: FlaskClient, address: str, db_owner: Engine
) -> None:
    contact(db_owner)
    contact(db_owner, state="active", agent_id=ANN.agent_id)
    shown = anyone.get(address).text + json.dumps(next(told(anyone, address)))
    for secret in ("a secret question", "Wang Secret", ANN.name, BEN.name, str(ANN.agent_id)):
        assert secret not in shown


def test_the_stream_tells_numbers_and_states_only(
    anyone: FlaskClient, address: str, db_owner: Engine
) -> None:
    contact(db_owner)
    contact(db_owner, RIVAL)
    numbers = next(told(anyone, address))
    assert numbers["waiting"] == 1
    assert numbers["agents"] == {"offline": 2}
    assert set(numbers) == {
        *("as_of", "waiting", "longest_wait_seconds", "service_level", "offered", "answered"),
        *("abandoned", "satisfaction", "ratings", "at_work", "agents", "levels"),
    }


def test_numbers_move(anyone: FlaskClient, address: str, db_owner: Engine) -> None:
    stream = told(anyone, address)
    assert next(stream)["waiting"] == 0
    contact(db_owner)
    assert next(each for each in stream if each["waiting"])["waiting"] == 1


def test_a_revoked_link_ends_an_open_stream(
    anyone: FlaskClient, address: str, db_owner: Engine
) -> None:
    stream = told(anyone, address)
    next(stream)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE wallboard_links SET revoked_at = now()"))
    assert [each for each in stream if each] == []


def test_a_token_opens_nothing_else(
    app: Flask, anyone: FlaskClient, address: str, db_owner: Engine
) -> None:
    token = address.rsplit("/", maxsplit=1)[-1]
    anyone.get(address)
    for route in routes(app, "portal", "ops", "desk", "person"):
        if route.method == "GET":
            status = anyone.get(route.address(db_owner)).status_code
            assert status in (302, 401), route
    for route in routes(app, None):
        if "token" in route.rule.arguments and not route.rule.endpoint.startswith("wallboard."):
            status = anyone.open(route.address(db_owner, token=token), method=route.method)
            assert status.status_code == 404, route


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "../portal/hualan"])
def test_a_token_of_nobody_opens_nothing(anyone: FlaskClient, app: Flask, token: str) -> None:
    assert anyone.get(f"/wallboard/{token}").status_code == 404


def test_the_address_goes_nowhere(anyone: FlaskClient, address: str) -> None:
    answer = anyone.get(address)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Disallow: /wallboard/" in anyone.get("/robots.txt").text


def test_it_speaks_the_companys_language_or_the_one_that_is_asked_for(
    anyone: FlaskClient, address: str
) -> None:
    assert 'lang="zh' in anyone.get(address).text
    assert "Longest wait" in anyone.get(f"{address}?lang=en").text
