"""The limits of the watch over a site: set by operations, refused beside the field."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from muster.places.models import Site
from tests.muster.routing import build

SITE = UUID("01a20000-0000-7000-8000-000000000001")
WATCH = {"watched": "y", "share": "70", "people": "8", "minutes": "5", "acts_after": "10"}


@pytest.fixture
def oscar(client_for: Callable[[str], FlaskClient], db_owner: Engine) -> FlaskClient:
    with db_owner.begin() as connection:
        connection.execute(
            insert(Site).values(
                id=SITE,
                code="harbour",
                name_en="Harbour",
                name_zh="海港",
                region="East",
                time_zone="Asia/Shanghai",
                hazard_zone="coast",
                seats=100,
            )
        )
    return client_for("oscar")


def test_limits_are_set_shown_and_on_record(oscar: FlaskClient, db_owner: Engine) -> None:
    address = f"/ops/sites/{SITE}/watch"
    assert 'value="60"' in oscar.get(address).text
    for _ in range(2):
        assert oscar.post(address, data=WATCH).status_code == 303
    page = oscar.get(f"/ops/sites/{SITE}").text
    assert "alarm when 70% of the people on duty, at least 8, lose their lines within 5" in page
    assert "after 10 min without an answer" in page
    entries = build.rows(db_owner, "SELECT detail FROM audit_entries WHERE action LIKE 'site.w%'")
    assert [entry.detail["people"] for entry in entries] == [8]
    assert oscar.post(address, data=WATCH | {"watched": "", "acts_after": ""}).status_code == 303
    ((watched, after),) = build.rows(db_owner, "SELECT watched, watch_acts_after FROM sites")
    assert (watched, after) == (False, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("share", "0"), ("share", "101"), ("people", "many"), ("minutes", "16"), ("acts_after", "0")],
)
def test_limits_that_cannot_be_are_said_beside_their_field(
    oscar: FlaskClient, db_owner: Engine, field: str, value: str
) -> None:
    answer = oscar.post(f"/ops/sites/{SITE}/watch", data=WATCH | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    ((share,),) = build.rows(db_owner, "SELECT watch_share FROM sites")
    assert share == 60
