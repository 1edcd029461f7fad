"""A supervisor pins bulletins for the company's agents, changes and withdraws them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import uuid7
from tests.cast import ANN, HUALAN
from tests.watch.makers import operations

ClientFor = Callable[[str], FlaskClient]
BULLETINS = "/portal/hualan/bulletins"


def form(**other: str) -> dict[str, str]:
    return {
        "key": str(uuid7()),
        "title": "新品上市",
        "body": "冰箱 A1 今天开始销售。\nhttps://example.com/a1",
        "due_at": "2027-06-01T18:00",
    } | other


def asking(**other: str) -> dict[str, str]:
    return form(question="哪一款？", choice_1="A1", choice_3="B2", right="3", **other)


def stored(engine: Engine, columns: str, table: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY id"))
        return [tuple(row) for row in found]


@pytest.fixture
def sam(client_for: ClientFor) -> FlaskClient:
    return client_for("sam")


def pinned(sam: FlaskClient, owner: Engine, **other: str) -> str:
    assert sam.post(BULLETINS, data=form(**other)).status_code == 303
    return str(stored(owner, "id", "bulletins")[-1][0])


def test_a_bulletin_is_pinned_once_however_often_it_is_sent(
    sam: FlaskClient, db_owner: Engine
) -> None:
    once = asking()
    assert [sam.post(BULLETINS, data=once).status_code for _ in range(2)] == [303, 303]
    assert stored(db_owner, "title, choices, right_choice", "bulletin_versions") == [
        ("新品上市", ["A1", "B2"], 1)
    ]


def test_the_deadline_is_of_the_companys_zone(sam: FlaskClient, db_owner: Engine) -> None:
    pinned(sam, db_owner)
    ((due,),) = stored(db_owner, "due_at", "bulletins")
    assert due.isoformat() == "2027-06-01T10:00:00+00:00"


def test_its_agents_and_the_wall_are_told_and_nobody_elses(
    sam: FlaskClient, db_owner: Engine
) -> None:
    pinned(sam, db_owner)
    told = stored(db_owner, "tenant_id, for_agent, for_wall", "events")
    assert {row[0] for row in told} == {HUALAN.id}
    assert len([row for row in told if row[1] and not row[2]]) == 2
    assert (HUALAN.id, None, True) in told


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": ""}, "body"),
        ({"body": "x" * 8001}, "body"),
        ({"due_at": "2020-01-01T00:00"}, "due_at"),
        ({"due_at": "2090-01-01T00:00"}, "due_at"),
        ({"due_at": "tomorrow"}, "due_at"),
        ({"question": "?", "choice_1": "only one", "right": "1"}, "choice_1"),
        ({"question": "?", "choice_1": "same", "choice_2": "same", "right": "1"}, "choice_1"),
        ({"question": "?", "choice_1": "a", "choice_2": "b"}, "right"),
        ({"question": "?", "choice_1": "a", "choice_2": "b", "right": "4"}, "right"),
        ({"choice_1": "a", "choice_2": "b", "right": "1"}, "question"),
    ],
)
def test_what_cannot_be_is_marked_and_nothing_is_pinned(
    sam: FlaskClient, db_owner: Engine, wrong: dict[str, str], field: str
) -> None:
    refused = sam.post(BULLETINS, data=form(**wrong))
    assert refused.status_code == 422
    assert re.search(rf'id="{field}-error"', refused.text)
    assert stored(db_owner, "id", "bulletins") == []


def test_scripts_and_addresses_in_a_text(sam: FlaskClient, db_owner: Engine) -> None:
    body = "<script>alert(1)</script>\nhttps://example.com/?a=1&b=2. javascript:alert(1)"
    page = sam.get(f"{BULLETINS}/{pinned(sam, db_owner, title='<b>x</b>', body=body)}").text
    assert "&lt;script&gt;alert(1)" in page
    assert '<a href="https://example.com/?a=1&amp;b=2" target="_blank"' in page
    assert "<b>x</b>" not in page
    assert 'href="javascript' not in page


def test_on_a_phone_every_cell_says_what_it_is(sam: FlaskClient, db_owner: Engine) -> None:
    bulletin = pinned(sam, db_owner)
    for path in (BULLETINS, f"{BULLETINS}/{bulletin}"):
        (table,) = re.findall(
            r'<table class="table table-stack">.*?</table>', sam.get(path).text, re.DOTALL
        )
        heads = re.findall(r"<th[^>]*>([^<]+)</th>", table)
        rows = table.split("<tbody>")[1].count("<tr>")
        assert re.findall(r'<td[^>]* data-label="([^"]+)"', table) == heads[1:] * rows


def test_a_new_text_keeps_the_old_one_on_record(sam: FlaskClient, db_owner: Engine) -> None:
    bulletin = pinned(sam, db_owner)
    changed = form(title="新品推迟")
    assert sam.post(f"{BULLETINS}/{bulletin}", data=changed).status_code == 303
    assert stored(db_owner, "number, title", "bulletin_versions") == [
        (1, "新品上市"),
        (2, "新品推迟"),
    ]
    assert stored(db_owner, "version, must_read_version", "bulletins") == [(2, 1)]
    sam.post(f"{BULLETINS}/{bulletin}", data=changed | {"read_again": "y"})
    assert stored(db_owner, "version, must_read_version", "bulletins") == [(3, 3)]


def test_the_form_shows_what_there_is(sam: FlaskClient, db_owner: Engine) -> None:
    sam.post(BULLETINS, data=asking())
    ((bulletin,),) = stored(db_owner, "id", "bulletins")
    page = sam.get(f"{BULLETINS}/{bulletin}/edit").text
    assert 'value="2027-06-01T18:00"' in page
    assert re.search(r'<option selected value="2">', page)


def test_a_withdrawn_one_is_not_changed_any_more(sam: FlaskClient, db_owner: Engine) -> None:
    bulletin = pinned(sam, db_owner)
    assert [sam.post(f"{BULLETINS}/{bulletin}/withdrawal").status_code for _ in "12"] == [303, 303]
    assert sam.post(f"{BULLETINS}/{bulletin}", data=form()).status_code == 409
    assert "withdrawn" in sam.get(BULLETINS).text


def test_a_reminder_reaches_who_has_not_read_it(sam: FlaskClient, db_owner: Engine) -> None:
    bulletin = pinned(sam, db_owner)
    with db_owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO bulletin_readings (id, tenant_id, bulletin_id, version, agent_id,"
                " agent_name, passed) VALUES (new_id(), :t, :b, 1, :a, 'Ann', true)"
            ),
            {"t": HUALAN.id, "b": bulletin, "a": ANN.agent_id},
        )
    for _ in range(2):
        sam.post(f"{BULLETINS}/{bulletin}/reminders")
    kinds = [kind for (kind,) in stored(db_owner, "kind", "events")]
    assert kinds.count("bulletin.reminded") == 1


def test_every_act_is_on_record(sam: FlaskClient, db_owner: Engine) -> None:
    bulletin = pinned(sam, db_owner)
    sam.post(f"{BULLETINS}/{bulletin}", data=form())
    sam.post(f"{BULLETINS}/{bulletin}/reminders")
    sam.post(f"{BULLETINS}/{bulletin}/withdrawal")
    recorded = stored(db_owner, "action, tenant_id", "audit_entries")
    assert recorded == [
        (f"bulletin.{verb}", HUALAN.id) for verb in ("pinned", "changed", "reminded", "withdrawn")
    ]


def test_the_operators_are_read_and_not_changed(sam: FlaskClient, db_owner: Engine) -> None:
    bulletin, _ = operations.a_bulletin(db_owner, by_operator=True)
    page = sam.get(f"{BULLETINS}/{bulletin}").text
    assert "The shop is down." in page
    assert "withdrawal" not in page
    assert sam.post(f"{BULLETINS}/{bulletin}", data=form()).status_code == 403
    assert sam.post(f"{BULLETINS}/{bulletin}/withdrawal").status_code == 403


def test_another_companys_are_not_there(
    sam: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    bulletin = pinned(sam, db_owner)
    rita = client_for("rita")
    assert "新品上市" not in rita.get("/portal/rival/bulletins").text
    assert rita.get(f"/portal/rival/bulletins/{bulletin}").status_code == 404
    answers = [
        rita.post(f"/portal/rival/bulletins/{bulletin}{act}", data=form()).status_code
        for act in ("", "/withdrawal", "/reminders")
    ]
    assert answers == [404, 404, 404]
