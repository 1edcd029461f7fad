"""The academy: who is one course away, whose certification expires, and the talent pool."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.academy import warning
from tests.cast import ANN, BEN, HUALAN
from tests.muster.academy.test_certification_gate import certify, require
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
COHORT = {
    "code": "XM-2026",
    "college": "厦门职院",
    "programme": "客户服务",
    "headcount": "1200",
    "starts_on": "2026-09-01",
    "graduates_on": "2027-06-30",
    "graduation_share": "90",
    "skills": ["sales"],
    "languages": ["zh"],
    "hazard_zone": "strait",
    "site_id": "",
    "weekly_hours": "20",
}


def away(client: FlaskClient) -> str:
    page = client.get("/ops/academy", query_string={"client": str(HUALAN.id)}).text
    return page[page.rindex("<h2>") :]


def test_who_lacks_one_thing_alone_is_one_course_away(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    assert ANN.name not in away(oscar)
    require(db_owner)
    assert "the certification" in away(oscar)
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE queues SET skills = '{sales}', skill_levels = '{\"sales\": 3}'")
        )
    assert ANN.name not in away(oscar)
    certify(db_owner, ANN.agent_id)
    page = away(oscar)
    assert "the skill Sales" in page
    assert ANN.name in page
    assert BEN.name not in page


def test_the_page_costs_the_same_for_many(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    soon = datetime.now(UTC) + timedelta(days=12)
    certify(db_owner, ANN.agent_id, until=soon)
    page = oscar.get("/ops/academy").text
    assert "1 certification expires within 30 days." in page
    certify(db_owner, ANN.agent_id)
    assert "No certification expires within 30 days." in oscar.get("/ops/academy").text


def test_agents_are_warned_once(app: Flask, db_owner: Engine) -> None:
    soon = datetime.now(UTC) + timedelta(days=12)
    certify(db_owner, ANN.agent_id, until=soon)
    certify(db_owner, BEN.agent_id, until=soon)
    certify(db_owner, BEN.agent_id)
    assert [warning.warn(), warning.warn()] == [1, 0]
    (mail,) = build.rows(db_owner, "SELECT recipient, subject FROM mails")
    assert mail.recipient == ANN.email
    assert HUALAN.name in mail.subject


def test_a_cohort_is_entered_and_changed(client_for: SignIn, db_owner: Engine) -> None:
    paula = client_for("paula")
    assert paula.post("/ops/talent-pool", data=COHORT).status_code == 303
    assert paula.post("/ops/talent-pool", data=COHORT).status_code == 422
    (row,) = build.rows(db_owner, "SELECT id, graduation_share FROM cohorts")
    assert float(row.graduation_share) == 0.9
    path = f"/ops/talent-pool/{row.id}"
    assert 'value="90' in paula.get(path).text
    assert paula.post(path, data=COHORT | {"headcount": "800"}).status_code == 303
    page = paula.get(
        "/ops/talent-pool", query_string={"college": "厦门职院", "language": "zh"}
    ).text
    assert "XM-2026" in page
    assert "XM-2026" not in paula.get("/ops/talent-pool", query_string={"language": "en"}).text
    assert client_for("quinn").post("/ops/talent-pool", data=COHORT).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("graduates_on", "2026-09-01"), ("headcount", "0"), ("headcount", "1000000000"),
        ("graduation_share", "101"), ("weekly_hours", "0"), ("languages", []), ("code", "x y"),
        ("starts_on", "0001-01-01"), ("skills", ["juggling"]),
    ],
)  # fmt: skip
def test_a_cohort_that_cannot_be_is_said_beside_its_field(
    client_for: SignIn, db_owner: Engine, field: str, value: object
) -> None:
    answer = client_for("paula").post("/ops/talent-pool", data=COHORT | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert build.rows(db_owner, "SELECT FROM cohorts") == []
