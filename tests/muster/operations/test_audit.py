"""/ops/audit: the whole trail, filtered and exported, for operations staff."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.audit.actions import actor, record
from muster.db import Acting, unit_of_work
from tests import cast

SignIn = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def trail(app: Flask) -> None:
    """Three acts: Olga's for hualan, Rita's for rival, and a failed sign-in."""
    with unit_of_work(Acting(staff=True)):
        by(cast.OLGA)
        record("member.invited", subject="new@example.com", tenant_id=cast.HUALAN.id, role="viewer")
        by(cast.RITA)
        record("seats.rented", subject="=cmd()", tenant_id=cast.RIVAL.id, seats=3)
        actor.set((None, "", "192.0.2.9"))
        record("sign_in.failed", subject="olga@example.com")


def by(person: cast.Somebody) -> None:
    actor.set((person.id, person.name, "192.0.2.7"))


def page(client_for: SignIn, query: str = "") -> str:
    return client_for("oscar").get(f"/ops/audit?{query}").text


INVITED = "Olga Owner invited new@example.com as Viewer."
RENTED = "Rita Rival rented 3 seats of the plan =cmd()."
FAILED = "Somebody failed to sign in as olga@example.com."


def test_the_newest_stand_first_as_sentences(client_for: SignIn) -> None:
    shown = page(client_for)
    assert shown.index(FAILED) < shown.index(RENTED) < shown.index(INVITED)
    assert "华澜家电" in shown
    assert "192.0.2.9" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [INVITED, RENTED, FAILED]),
        ("action=seats.rented", [RENTED]),
        ("person=olga", [INVITED]),
        ("person=rita@example.com", [RENTED]),
        ("person=nobody", []),
        ("company=华澜", [INVITED]),
        ("company=rival", [RENTED]),
        ("company=nobody", []),
        ("since=2020-01-01", [INVITED, RENTED, FAILED]),
        ("since=2999-01-01", []),
        ("until=2020-01-01", []),
        ("until=9999-12-31", [INVITED, RENTED, FAILED]),
        ("before=nonsense", [INVITED, RENTED, FAILED]),
    ],
)
def test_filters(client_for: SignIn, query: str, found: list[str]) -> None:
    shown = page(client_for, query)
    assert [each for each in (INVITED, RENTED, FAILED) if each in shown] == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "This is not a day"),
        ("until=2026-02-31", "This is not a day"),
        ("action=comet.sighted", "Not a valid choice"),
    ],
)
def test_a_bad_filter_is_told_beside_its_field(client_for: SignIn, query: str, said: str) -> None:
    for address in ("/ops/audit", "/ops/audit.csv"):
        answer = client_for("oscar").get(f"{address}?{query}")
        assert answer.status_code == 422
        assert said in answer.text


def test_pages_follow_each_other(client_for: SignIn) -> None:
    with unit_of_work(Acting(staff=True)):
        for number in range(60):
            record("skill.added", subject=f"skill-{number:02}")
    first = page(client_for, "action=skill.added")
    assert "skill-10." in first
    assert "skill-09." not in first
    older = first.split("before=")[1].split('"')[0].split("&amp;")[0]
    second = page(client_for, f"action=skill.added&before={older}")
    assert "skill-09." in second
    assert "skill-10." not in second


def test_an_export_is_harmless_and_written_down(client_for: SignIn, db_owner: Engine) -> None:
    answer = client_for("oscar").get("/ops/audit.csv?company=rival")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    _, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert row[1:5] == ["Rita Rival", "seats.rented", "'=cmd()", "Rival Travel"]
    with db_owner.connect() as connection:
        entry = connection.execute(
            text("SELECT person_name, detail FROM audit_entries WHERE action = 'audit.exported'")
        ).one()
    assert tuple(entry) == ("Oscar Operations", {"count": 1, "filters": "company=rival"})


def test_looking_is_written_down(client_for: SignIn) -> None:
    page(client_for)
    assert "Oscar Operations looked across companies: the audit trail." in page(client_for)
