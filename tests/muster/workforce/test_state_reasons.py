"""Why agents leave the queue: operations list it, agents choose it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.workforce.models import Agent
from tests.cast import ANN
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
PATH = "/ops/state-reasons"
TEA = {"state": "break", "name_en": "Tea", "name_zh": "喝茶"}


def kept(owner: Engine) -> list[tuple[str, str, bool]]:
    rows = build.rows(owner, "SELECT * FROM state_reasons ORDER BY id")
    return [(row.state, row.name_en, row.retired_at is None) for row in rows]


def test_a_reason_is_listed_once(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    assert [oscar.post(PATH, data=TEA).status_code for _ in range(2)] == [303, 303]
    assert kept(db_owner) == [("break", "Tea", True)]
    assert " · Tea</strong><small>喝茶" in oscar.get(PATH).text
    oscar.post("/locale", data={"locale": "zh"})
    assert " · 喝茶</strong><small>Tea" in oscar.get(PATH).text


@pytest.mark.parametrize(
    "wrong",
    [{"state": "interacting"}, {"name_en": ""}, {"name_zh": " "}, {"name_en": "x" * 61}],
)
def test_what_cannot_be_listed_is_refused(
    client_for: SignIn, db_owner: Engine, wrong: dict[str, str]
) -> None:
    assert client_for("oscar").post(PATH, data=TEA | wrong).status_code == 422
    assert kept(db_owner) == []


def test_agents_choose_it_with_the_state(client_for: SignIn, db_owner: Engine) -> None:
    oscar, ann = client_for("oscar"), client_for("ann")
    oscar.post(PATH, data=TEA)
    oscar.post(PATH, data=TEA | {"name_en": "<script>"})
    page = ann.get("/desk").text
    assert 'data-reason="Tea"' in page
    assert 'data-reason="&lt;script&gt;"' in page
    assert ann.post("/desk/state", json={"state": "break", "reason": "Tea"}).status_code == 200
    agent = build.look(db_owner, Agent, ANN.agent_id)
    assert (agent.state, agent.state_reason) == ("break", "Tea")


def test_a_retired_one_is_offered_no_more(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    oscar.post(PATH, data=TEA)
    (row,) = build.rows(db_owner, "SELECT id FROM state_reasons")
    assert [oscar.post(f"{PATH}/{row.id}/retirement").status_code for _ in range(2)] == [303, 303]
    assert "data-reason" not in client_for("ann").get("/desk").text
    assert oscar.post(f"{PATH}/{row.id}/return").status_code == 303
    assert kept(db_owner) == [("break", "Tea", True)]


def test_whoever_plans_only_looks(client_for: SignIn, db_owner: Engine) -> None:
    paula = client_for("paula")
    assert (paula.get(PATH).status_code, paula.post(PATH, data=TEA).status_code) == (200, 403)
    assert client_for("olga").get(PATH).status_code == 404
