"""Canned replies."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import HUALAN

ClientFor = Callable[[str], FlaskClient]
REPLIES = "/portal/hualan/queue/replies"
FORM = {"shortcut": "/Refund", "title": "退货", "body": "可以。\n请把订单号发给我们。"}


def stored(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        query = text(
            "SELECT shortcut, title, body FROM canned_replies WHERE tenant_id = :id"
            " AND shortcut <> 'hi' ORDER BY shortcut"
        )
        return [tuple(row) for row in connection.execute(query, {"id": HUALAN.id})]


@pytest.fixture
def ke(client_for: ClientFor) -> FlaskClient:
    return client_for("ke")


@pytest.fixture
def path(ke: FlaskClient) -> str:
    ke.post(REPLIES, data=FORM)
    found = re.search(
        rf"{REPLIES}/[0-9a-f-]{{36}}(?=\"[^>]*退货)", ke.get("/portal/hualan/queue").text
    )
    assert found is not None
    return found[0]


def test_a_reply_is_kept_with_its_lines(ke: FlaskClient, db_owner: Engine) -> None:
    assert ke.post(REPLIES, data=FORM).status_code == 303
    assert stored(db_owner) == [("refund", "退货", "可以。\n请把订单号发给我们。")]


def test_sending_it_twice_keeps_one(ke: FlaskClient, db_owner: Engine) -> None:
    assert [ke.post(REPLIES, data=FORM).status_code for _ in range(2)] == [303, 303]
    assert len(stored(db_owner)) == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("shortcut", ""),
        ("shortcut", "two words"),
        ("shortcut", "x" * 31),
        ("shortcut", "hi"),
        ("title", " "),
        ("body", ""),
        ("body", "x" * 4001),
    ],
)
def test_what_is_wrong_is_marked_and_what_was_typed_stays(
    ke: FlaskClient, db_owner: Engine, field: str, wrong: str
) -> None:
    refused = ke.post(REPLIES, data=FORM | {field: wrong})
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert field == "title" or 'value="退货"' in refused.text
    assert stored(db_owner) == []


def test_a_reply_is_changed(ke: FlaskClient, path: str, db_owner: Engine) -> None:
    assert 'value="refund"' in ke.get(path).text
    assert ke.post(path, data=FORM | {"body": "不可以。"}).status_code == 303
    assert stored(db_owner) == [("refund", "退货", "不可以。")]


def test_a_reply_is_removed_once(ke: FlaskClient, path: str, db_owner: Engine) -> None:
    assert ke.post(f"{path}/removal").status_code == 303
    assert stored(db_owner) == []
    assert ke.post(f"{path}/removal").status_code == 404
    assert ke.get(path).status_code == 404


def test_the_rival_finds_nothing(path: str, client_for: ClientFor) -> None:
    rita = client_for("rita")
    assert rita.get(path).status_code == 404
    assert rita.get(path.replace("hualan", "rival")).status_code == 404


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("您好 {{name}}", "{{name}}"),
        ("{{ Company }} {{price}}", "{{Company}} {{price}}"),
        ("{{company", "double braces"),
        ("company}}", "double braces"),
    ],
)
def test_unknown_variables_are_refused_beside_the_text(
    ke: FlaskClient, db_owner: Engine, body: str, told: str
) -> None:
    refused = ke.post(REPLIES, data=FORM | {"body": body})
    assert refused.status_code == 422
    error = re.search(r'id="body-error">(.*?)</div>', refused.text, re.DOTALL)
    assert error is not None
    assert told in error[1]
    assert body in refused.text
    assert stored(db_owner) == []


def test_variables_folder_and_language_are_kept_and_shown(
    ke: FlaskClient, db_owner: Engine
) -> None:
    body = "{{company}}的{{ agent_name }}：{{consumer_name}}，{single} 可以。"
    form = FORM | {"body": body, "folder": "售后 <b>", "language": "zh"}
    assert ke.post(REPLIES, data=form).status_code == 303
    assert stored(db_owner) == [("refund", "退货", body)]
    page = ke.get("/portal/hualan/queue").text
    assert "售后 &lt;b&gt;" in page
    with db_owner.connect() as connection:
        row = connection.execute(
            text("SELECT folder, language FROM canned_replies WHERE shortcut = 'refund'")
        ).one()
    assert tuple(row) == ("售后 <b>", "zh")


def test_the_writer_sees_what_can_be_left_open(ke: FlaskClient) -> None:
    page = ke.get(f"{REPLIES}/new").text
    for name in ("consumer_name", "agent_name", "company", "product", "hotline", "today"):
        assert f"{{{{{name}}}}}" in page
    assert ke.post(REPLIES, data=FORM | {"language": "xx"}).status_code == 422
