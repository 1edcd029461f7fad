"""/portal/<tenant>/audit: what was done to the company's rows, for its owner."""

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
PAGE = "/portal/hualan/audit"


@pytest.fixture(autouse=True)
def trail(app: Flask) -> None:
    """Olga's act and Oscar's for hualan, Rita's for rival."""
    with unit_of_work(Acting(staff=True)):
        for person, company, address in (
            (cast.OLGA, cast.HUALAN, "192.0.2.1"),
            (cast.OSCAR, cast.HUALAN, "192.0.2.2"),
            (cast.RITA, cast.RIVAL, "192.0.2.3"),
        ):
            actor.set((person.id, person.name, address))
            record("agent.assigned", subject=f"{person.name}'s", tenant_id=company.id)


def test_the_owner_reads_what_was_done_to_the_company(client_for: SignIn) -> None:
    page = client_for("olga").get(PAGE).text
    assert "Olga Owner seated agent Olga Owner&#39;s." in page
    assert "Oscar Operations seated agent" in page
    assert "Rita" not in page


def test_addresses_of_the_operators_staff_are_not_shown(client_for: SignIn) -> None:
    olga = client_for("olga")
    for page in (olga.get(PAGE).text, olga.get(f"{PAGE}.csv").text):
        assert "192.0.2.1" in page
        assert "192.0.2.2" not in page


@pytest.mark.parametrize(
    ("name", "status"),
    [("sam", 403), ("ke", 403), ("vera", 403), ("rita", 404), ("oscar", 404), ("ann", 404)],
)
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}.csv"])
def test_it_is_for_the_owner(client_for: SignIn, address: str, name: str, status: int) -> None:
    assert client_for(name).get(address).status_code == status


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=OSCAR", 1),
        ("person=rita", 0),
        ("company=rival", 2),
        ("action=agent.assigned", 2),
        ("action=agent.hired", 0),
        ("since=2999-01-01", 0),
    ],
)
def test_filters_never_leave_the_company(client_for: SignIn, query: str, found: int) -> None:
    page = client_for("olga").get(f"{PAGE}?{query}").text
    assert page.count(" seated agent ") - page.count("… seated agent …") == found


def test_a_bad_filter_is_told_beside_its_field(client_for: SignIn) -> None:
    answer = client_for("olga").get(f"{PAGE}?since=soon")
    assert answer.status_code == 422
    assert "This is not a day" in answer.text


def test_an_export_is_written_down_for_the_company(client_for: SignIn, db_owner: Engine) -> None:
    answer = client_for("olga").get(f"{PAGE}.csv?person=olga")
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 2
    with db_owner.connect() as connection:
        exported = text("SELECT tenant_id FROM audit_entries WHERE action = 'audit.exported'")
        assert connection.execute(exported).scalars().all() == [cast.HUALAN.id]
