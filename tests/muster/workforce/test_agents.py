"""Agents: made from people, changed, seated on leases, taken off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import CAI, HUALAN, STRANGER

ClientFor = Callable[[str], FlaskClient]
FORM = {"display_name": "小林", "languages": ["zh"], "skills": ["sales"], "capacity": "4"}


def one(db_owner: Engine, statement: str, **values: object) -> object:
    with db_owner.connect() as connection:
        return connection.scalar(text(statement), values)


def test_somebody_new_becomes_an_agent(client_for: ClientFor, db_owner: Engine) -> None:
    form = FORM | {"email": "Lin@Example.com"}
    assert client_for("oscar").post("/ops/agents", data=form).status_code == 303
    person = one(db_owner, "SELECT id FROM people WHERE email = 'lin@example.com'")
    assert one(db_owner, "SELECT capacity FROM agents WHERE person_id = :id", id=person) == 4
    role = one(db_owner, "SELECT role FROM staff_memberships WHERE person_id = :id", id=person)
    assert role == "agent"


def test_somebody_known_gets_a_desk(client_for: ClientFor, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    assert client_for("stranger").get("/desk").status_code == 404
    form = FORM | {"email": STRANGER.email}
    assert oscar.post("/ops/agents", data=form).status_code == 303
    assert oscar.post("/ops/agents", data=form).status_code == 303
    assert one(db_owner, "SELECT count(*) FROM people WHERE email LIKE 'stranger%'") == 1
    assert one(db_owner, "SELECT count(*) FROM agents") == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "nonsense"), ("capacity", "21"), ("languages", []), ("display_name", "")],
)
def test_what_cannot_be_is_said_beside_its_field(
    client_for: ClientFor, db_owner: Engine, field: str, value: object
) -> None:
    form = FORM | {"email": "lin@example.com"} | {field: value}
    answer = client_for("oscar").post("/ops/agents", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert one(db_owner, "SELECT count(*) FROM agents") == 3


def test_an_agent_is_changed(client_for: ClientFor, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    assert oscar.get(f"/ops/agents/{CAI.agent_id}/edit").status_code == 200
    assert oscar.post(f"/ops/agents/{CAI.agent_id}", data=FORM).status_code == 303
    name = one(db_owner, "SELECT display_name FROM agents WHERE id = :id", id=CAI.agent_id)
    assert name == "小林"


def test_a_seat_is_given_and_taken(client_for: ClientFor, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    page = f"/ops/leases/{HUALAN.lease_id}"
    assert "2 of 2 seats" in oscar.get(page).text
    seat = one(
        db_owner,
        "SELECT id FROM seat_assignments WHERE lease_id = :id LIMIT 1",
        id=HUALAN.lease_id,
    )
    assert oscar.post(f"{page}/assignments/{seat}/removal").status_code == 303
    assert "1 of 2 seats" in oscar.get(page).text
    seated = oscar.post(f"{page}/assignments", data={"agent_id": str(CAI.agent_id)})
    assert seated.status_code == 303
    assert "2 of 2 seats" in oscar.get(page).text
    again = oscar.post(f"{page}/assignments", data={"agent_id": str(CAI.agent_id)})
    assert again.status_code == 409


def test_only_who_can_take_the_company_s_contacts_is_suggested(
    client_for: ClientFor, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_leases SET seats = 9"))
        # A plan of other terms, in place of the cast's: published ones cannot be changed.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE seat_plans SET dedicated = false, languages = '{zh,en}'"))
        connection.execute(
            text("UPDATE agents SET languages = '{en}' WHERE id = :cai"), {"cai": CAI.agent_id}
        )

    def is_suggested() -> bool:
        return CAI.name in oscar.get(f"/ops/leases/{HUALAN.lease_id}").text

    for languages, can_take in (("{zh}", False), ("{en}", True), ("{}", True)):
        with db_owner.begin() as connection:
            connection.execute(text("UPDATE queues SET languages = :some"), {"some": languages})
        assert is_suggested() is can_take


def test_each_look_across_companies_is_on_record(client_for: ClientFor, db_owner: Engine) -> None:
    client_for("oscar").get("/ops/leases")
    looked = one(db_owner, "SELECT count(*) FROM audit_entries WHERE action = 'operations.read'")
    assert looked == 1


def test_a_skill_joins_the_list(client_for: ClientFor, db_owner: Engine) -> None:
    skill = {"code": "air-tickets", "name_en": "Air tickets", "name_zh": "机票"}
    assert client_for("oscar").post("/ops/agents/skills", data=skill).status_code == 303
    assert one(db_owner, "SELECT name_zh FROM skills WHERE code = 'air-tickets'") == "机票"


def test_skills_have_levels(client_for: ClientFor, db_owner: Engine) -> None:
    oscar, page = client_for("oscar"), f"/ops/agents/{CAI.agent_id}"
    assert oscar.post(page, data=FORM | {"skills": ["", "sales:3"]}).status_code == 303
    abilities = one(db_owner, "SELECT abilities FROM agents WHERE id = :id", id=CAI.agent_id)
    assert abilities == ["sales", "sales:2", "sales:3"]
    assert re.search(r'value="sales:3" selected', oscar.get(f"{page}/edit").text)
    assert "Sales 3" in oscar.get("/ops/agents").text


@pytest.mark.parametrize("skills", ["sales:6", "sales:0", "sales:x", "flying:2"])
def test_a_level_that_is_none_is_refused(
    client_for: ClientFor, db_owner: Engine, skills: str
) -> None:
    form = FORM | {"skills": [skills]}
    refused = client_for("oscar").post(f"/ops/agents/{CAI.agent_id}", data=form)
    assert refused.status_code == 422
    assert 'id="skills-error"' in refused.text
    levels = one(db_owner, "SELECT skill_levels FROM agents WHERE id = :id", id=CAI.agent_id)
    assert levels == {}
