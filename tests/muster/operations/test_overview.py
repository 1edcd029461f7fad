"""/ops: the state of the whole house, for the operator's staff and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, text

from muster.operations import queries
from muster.tenancy.operations import system_door
from tests import cast
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def test_when_nobody_waits_it_says_so(client_for: SignIn) -> None:
    page = client_for("oscar").get("/ops").text
    assert "Nobody waits." in page
    assert "No open contacts" in page


def test_it_says_how_many_wait_and_who_could_answer(client_for: SignIn, db_owner: Engine) -> None:
    build.contacts(db_owner, 2, created_at=func.now() - text("interval '61 seconds'"))
    build.contact(db_owner, cast.RIVAL)
    build.agents(db_owner, [cast.ANN, cast.CAI])
    build.agents(db_owner, [cast.BEN], state="meal")
    page = client_for("paula").get("/ops").text
    assert "<strong>3</strong> contacts wait, the longest for 1:0" in page
    assert "2 agents are available." in page
    assert page.index("华澜家电") < page.index("Rival Travel")


def test_who_waits_for_a_queue_to_open_is_not_late(client_for: SignIn, db_owner: Engine) -> None:
    since, until = (func.now() + text(f"interval '{hours} hours'") for hours in (-9, 1))
    build.contact(db_owner, created_at=since, counts_from=until)
    assert "<strong>1</strong> contact waits for its queue to open." in (
        client_for("paula").get("/ops").text
    )
    build.contact(db_owner, created_at=func.now() - text("interval '61 seconds'"))
    assert "<strong>2</strong> contacts wait, the longest for 1:0" in (
        client_for("paula").get("/ops").text
    )


def test_the_numbers_are_those_of_the_rows(db_owner: Engine) -> None:
    build.contacts(db_owner, 2)
    build.contact(db_owner, cast.RIVAL, state="offered", agent_id=cast.CAI.agent_id)
    build.contact(db_owner, cast.RIVAL, state="closed")
    build.contact(db_owner, state="active", agent_id=cast.ANN.agent_id, agent_slot=1)
    build.agents(db_owner, [cast.ANN])
    build.agents(db_owner, [cast.BEN], state="break")
    with system_door() as across:
        now = queries.now(across)
        first, second = queries.busiest(across)
    assert (now.companies, now.served, now.available, now.signed_in) == (2, 1, 1, 2)
    assert (now.waiting, now.talking, now.dead_jobs) == (3, 1, 0)
    assert now.longest_wait_seconds is not None
    assert (first.slug, first.waiting, first.talking, first.available) == ("hualan", 2, 1, 1)
    assert (second.slug, second.waiting, second.talking) == ("rival", 1, 0)


def test_each_look_across_companies_is_written_down(client_for: SignIn, db_owner: Engine) -> None:
    client_for("quinn").get("/ops")
    with db_owner.connect() as connection:
        entry = connection.execute(
            text("SELECT action, subject, person_name FROM audit_entries")
        ).one()
    assert tuple(entry) == ("operations.read", "overview", "Quinn Quality")


@pytest.mark.parametrize(
    ("name", "status"), [("olga", 404), ("ann", 403), ("stranger", 404), ("oscar", 200)]
)
@pytest.mark.parametrize(
    "address", ["/ops", "/ops/jobs", "/ops/mail", "/ops/audit", "/ops/audit.csv"]
)
def test_nobody_else_comes_in(client_for: SignIn, address: str, name: str, status: int) -> None:
    assert client_for(name).get(address).status_code == status


@pytest.mark.parametrize("address", ["/ops", "/ops/jobs", "/ops/mail", "/ops/audit"])
def test_who_is_not_signed_in_is_asked_to(anyone: FlaskClient, address: str) -> None:
    answer = anyone.get(address)
    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]


@pytest.mark.parametrize("address", ["/ops/jobs", "/ops/mail", "/ops/audit"])
def test_a_planner_plans(client_for: SignIn, address: str) -> None:
    assert client_for("paula").get(address).status_code == 403
