"""Who works for the operator, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import ANN, OLGA, OSCAR, PAULA, STRANGER, Somebody
from tests.mail import count_to, link_in, mail_to

ClientFor = Callable[[str], FlaskClient]
NEW = {"email": "Tom@Example.com", "name": "Tom Trainer", "roles": ["trainer", "qa"]}


def roles_of(engine: Engine, email: str) -> list[str]:
    with engine.connect() as connection:
        query = text(
            "SELECT role FROM staff_memberships s JOIN people p ON p.id = s.person_id"
            " WHERE p.email = :email ORDER BY role"
        )
        return list(connection.execute(query, {"email": email}).scalars())


def page_of(person: Somebody) -> str:
    return f"/ops/staff/{person.id}"


@pytest.fixture
def oscar(client_for: ClientFor) -> FlaskClient:
    return client_for("oscar")


def test_the_staff_is_listed_with_roles_and_nobody_else(oscar: FlaskClient) -> None:
    page = oscar.get("/ops/staff").text
    assert "Paula Planner" in page
    assert "Administrator" in page
    assert "Olga Owner" not in page


def test_the_list_can_be_searched(oscar: FlaskClient) -> None:
    page = oscar.get("/ops/staff?q=paul").text
    assert "Paula Planner" in page
    assert "Quinn" not in page
    assert "Nobody is called so" in oscar.get("/ops/staff?q=%25").text


def test_somebody_new_gets_a_link_and_can_sign_in(
    oscar: FlaskClient, anyone: FlaskClient, db_owner: Engine
) -> None:
    assert oscar.post("/ops/staff", data=NEW).status_code == 303
    assert roles_of(db_owner, "tom@example.com") == ["qa", "trainer"]
    link = link_in(mail_to(db_owner, "tom@example.com"))
    assert anyone.post(link, data={"password": "eight-loud-lanterns"}).status_code == 303
    anyone.post("/sign-in", data={"email": "tom@example.com", "password": "eight-loud-lanterns"})
    assert anyone.get("/home").headers["Location"] == "/ops"


def test_sending_it_twice_adds_one(oscar: FlaskClient, db_owner: Engine) -> None:
    assert [oscar.post("/ops/staff", data=NEW).status_code for _ in range(2)] == [303, 303]
    assert roles_of(db_owner, "tom@example.com") == ["qa", "trainer"]


def test_somebody_known_needs_no_link(oscar: FlaskClient, db_owner: Engine) -> None:
    oscar.post("/ops/staff", data=NEW | {"email": OLGA.email})
    assert roles_of(db_owner, OLGA.email) == ["qa", "trainer"]
    assert count_to(db_owner, OLGA.email) == 0


@pytest.mark.parametrize(
    "wrong",
    [{"email": "tom"}, {"name": ""}, {"roles": []}, {"roles": ["emperor"]}, {"roles": ["agent"]}],
)
def test_what_is_wrong_adds_nobody(
    oscar: FlaskClient, db_owner: Engine, wrong: dict[str, object]
) -> None:
    assert oscar.post("/ops/staff", data=NEW | wrong).status_code == 422
    assert roles_of(db_owner, "tom@example.com") == []


def test_new_roles_count_at_once(oscar: FlaskClient, client_for: ClientFor) -> None:
    paula = client_for("paula")
    assert paula.get("/ops/staff").status_code == 403
    assert oscar.post(page_of(PAULA), data={"roles": ["operations"]}).status_code == 303
    assert paula.get("/ops/staff").status_code == 200


def test_without_roles_one_has_left(oscar: FlaskClient, client_for: ClientFor) -> None:
    paula = client_for("paula")
    assert oscar.post(page_of(PAULA)).status_code == 303
    assert paula.get("/ops/clients").status_code == 404


def test_being_an_agent_is_not_decided_here(oscar: FlaskClient, db_owner: Engine) -> None:
    oscar.post(page_of(ANN), data={"roles": ["trainer"]})
    assert roles_of(db_owner, ANN.email) == ["agent", "trainer"]
    oscar.post(page_of(ANN))
    assert roles_of(db_owner, ANN.email) == ["agent"]


def test_the_last_administrator_stays(oscar: FlaskClient, db_owner: Engine) -> None:
    refused = oscar.post(page_of(OSCAR), data={"roles": ["operations"]})
    assert refused.status_code == 409
    assert "Somebody has to be administrator." in refused.text
    assert roles_of(db_owner, OSCAR.email) == ["admin", "operations"]


def test_who_is_not_of_the_staff_has_no_page_here(oscar: FlaskClient) -> None:
    assert oscar.get(page_of(STRANGER)).status_code == 404
    assert oscar.post(page_of(STRANGER), data={"roles": ["admin"]}).status_code == 404


def test_changes_are_in_the_audit_trail(oscar: FlaskClient, db_owner: Engine) -> None:
    oscar.post(page_of(PAULA), data={"roles": ["qa"]})
    with db_owner.connect() as connection:
        act = connection.execute(text("SELECT person_name, subject, detail FROM audit_entries"))
        assert tuple(act.one()) == (
            OSCAR.name,
            PAULA.email,
            {"before": ["planner"], "after": ["qa"]},
        )


def test_the_current_roles_are_checked(oscar: FlaskClient) -> None:
    page = oscar.get(page_of(PAULA)).text
    assert re.findall(r"<input[^>]* checked[^>]* value=\"(\w+)\"", page) == ["planner"]
