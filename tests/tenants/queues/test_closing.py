"""How contacts end: limits, what dispositions ask for, tips."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import HUALAN, RIVAL
from tests.muster.closing.build import asks, field, tip
from tests.muster.routing import build
from tests.muster.transfers.build import backline

ClientFor = Callable[[str], FlaskClient]
PAGE = "/portal/hualan/closing"
SOLVED = f"{PAGE}/dispositions/{HUALAN.disposition_id}"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def sam(client_for: ClientFor) -> FlaskClient:
    return client_for("sam")


def laid_down(owner: Engine) -> list[tuple[object, ...]]:
    query = "SELECT queue_id, wrap_up_seconds, silence_hours, reopen_days FROM closing_rules"
    return [tuple(row) for row in build.rows(owner, query)]


def kept_fields(owner: Engine) -> list[dict[str, object]]:
    query = "SELECT fields FROM dispositions WHERE id = :id"
    fields: list[dict[str, object]] = build.rows(owner, query, id=HUALAN.disposition_id)[0].fields
    return fields


def row(
    number: int, label: str, kind: str = "text", choices: str = "", **more: str
) -> dict[str, str]:
    values = {"key": "", "label": label, "kind": kind, "choices": choices, **more}
    return {f"rows-{number}-{name}": value for name, value in values.items()}


def test_limits_are_laid_down(sam: FlaskClient, db_owner: Engine) -> None:
    given = {"wrap_up_seconds": "60", "silence_hours": "", "reopen_days": "0"}
    assert [sam.post(f"{PAGE}/rules", data=given).status_code for _ in range(2)] == [303, 303]
    assert laid_down(db_owner) == [(None, 60, None, 0)]
    page = sam.get(PAGE).text
    assert "at most 60 seconds" in page
    assert "silent for 24 hours" in page


@pytest.mark.parametrize("value", ["9", "7201", "soon", "-1", "1e9", "99999999999999999999"])
def test_a_limit_that_makes_no_sense_is_refused(
    sam: FlaskClient, db_owner: Engine, value: str
) -> None:
    refused = sam.post(f"{PAGE}/rules", data={"wrap_up_seconds": value})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert laid_down(db_owner) == []


def test_a_queue_has_a_limit_of_its_own(sam: FlaskClient, db_owner: Engine) -> None:
    given = {
        f"{HUALAN.queue_id}-wrap_up_seconds": "45",
        f"{HUALAN.queue_id}-backline_queue_id": "",
    }
    path = f"{PAGE}/queues/{HUALAN.queue_id}/rules"
    assert sam.post(path, data=given).status_code == 303
    assert laid_down(db_owner) == [(HUALAN.queue_id, 45, None, None)]
    assert sam.post(f"{PAGE}/queues/{RIVAL.queue_id}/rules", data=given).status_code == 404


def test_a_queue_has_a_backline(sam: FlaskClient, db_owner: Engine) -> None:
    other = backline(db_owner)
    path = f"{PAGE}/queues/{HUALAN.queue_id}/rules"
    names = [f"{HUALAN.queue_id}-{name}" for name in ("escalation_seconds", "backline_queue_id")]
    for seconds, queue in (("600", ""), ("", str(other)), ("29", str(other)), ("600", "x")):
        given = dict(zip(names, (seconds, queue), strict=True))
        assert sam.post(path, data=given).status_code == 422
    given = dict(zip(names, ("600", str(other)), strict=True))
    assert sam.post(path, data=given).status_code == 303
    (kept,) = build.rows(db_owner, "SELECT * FROM closing_rules")
    assert (kept.escalation_seconds, kept.backline_queue_id) == (600, other)
    assert 'value="600"' in sam.get(PAGE).text


def test_a_disposition_asks_for_more(sam: FlaskClient, db_owner: Engine) -> None:
    given = (
        row(0, "Order", required="y") | row(1, "Why", "choice", "late, broken，late") | row(2, "")
    )
    assert sam.post(SOLVED, data=given).status_code == 303
    first, second = kept_fields(db_owner)
    assert (first["label"], first["kind"], first["required"]) == ("Order", "text", True)
    assert (second["choices"], second["required"]) == (["late", "broken"], False)


def test_a_field_keeps_its_key(sam: FlaskClient, db_owner: Engine) -> None:
    asks(db_owner, field("order"))
    page = sam.get(SOLVED).text
    assert 'value="order"' in page
    sam.post(SOLVED, data=row(0, "Order number", key="order"))
    assert [one["key"] for one in kept_fields(db_owner)] == ["order"]


@pytest.mark.parametrize(
    "given",
    [
        row(0, "Why", "choice", "late"),
        row(0, "Why", "choice"),
        row(0, "Same") | row(1, "Same"),
        row(0, "x" * 81),
        row(0, "Why", "colour"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    sam: FlaskClient, db_owner: Engine, given: dict[str, str]
) -> None:
    assert sam.post(SOLVED, data=given).status_code == 422
    assert kept_fields(db_owner) == []


def test_what_is_wrong_stands_beside_its_field(sam: FlaskClient) -> None:
    given = row(0, "Same") | row(1, "Why", "choice", "late") | row(2, "Same", "choice")
    page = sam.post(SOLVED, data=given).text
    faults = re.findall(r'id="rows-(\d)-(\w+)-error">.*?<span>([^<]+)</span>', page)
    few = "A choice needs at least two values, separated by commas."
    same = "Two fields have the same name."
    assert faults == [("1", "choices", few), ("2", "label", same), ("2", "choices", few)]
    assert "error-summary" not in page


def test_markup_stays_text(sam: FlaskClient, db_owner: Engine) -> None:
    sam.post(SOLVED, data=row(0, SCRIPT))
    tip(db_owner, SCRIPT, (SCRIPT,))
    for page in (PAGE, SOLVED):
        assert SCRIPT not in sam.get(page).text
        assert "&lt;script&gt;alert(1)" in sam.get(page).text


def test_a_tip_is_added_changed_and_removed(client_for: ClientFor, db_owner: Engine) -> None:
    ke = client_for("ke")
    given = {"body": "清洗滤网", "words": "漏水，滤网", "disposition_id": "", "language": "zh"}
    assert [ke.post(f"{PAGE}/tips", data=given).status_code for _ in range(2)] == [303, 303]
    (row,) = build.rows(db_owner, "SELECT * FROM closing_tips")
    assert (row.words, row.disposition_id, row.language) == (["漏水", "滤网"], None, "zh")
    chosen = given | {"disposition_id": str(HUALAN.disposition_id), "body": "换滤网"}
    assert ke.post(f"{PAGE}/tips/{row.id}", data=chosen).status_code == 303
    (row,) = build.rows(db_owner, "SELECT * FROM closing_tips")
    assert (row.body, row.disposition_id) == ("换滤网", HUALAN.disposition_id)
    assert ke.post(f"{PAGE}/tips/{row.id}/removal").status_code == 303
    assert build.rows(db_owner, "SELECT * FROM closing_tips") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": ""},
        {"body": "x" * 1001},
        {"disposition_id": str(RIVAL.disposition_id)},
        {"language": "xx"},
        {"words": ",".join(map(str, range(31)))},
    ],
)
def test_a_tip_that_cannot_be_given_is_refused(
    client_for: ClientFor, db_owner: Engine, wrong: dict[str, str]
) -> None:
    given = {"body": "Hello", "words": "", "disposition_id": "", "language": ""} | wrong
    assert client_for("ke").post(f"{PAGE}/tips", data=given).status_code == 422
    assert build.rows(db_owner, "SELECT * FROM closing_tips") == []


def test_whoever_may_only_look_cannot_change(client_for: ClientFor, db_owner: Engine) -> None:
    vera = client_for("vera")
    assert vera.get(PAGE).status_code == 200
    paths = ("/rules", f"/dispositions/{HUALAN.disposition_id}", "/tips")
    assert [vera.post(f"{PAGE}{path}", data={"body": "x"}).status_code for path in paths] == [
        403
    ] * 3
