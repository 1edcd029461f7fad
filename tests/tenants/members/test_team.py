"""Changing what members may do, and parting with them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import Acting, unit_of_work
from muster.errors import Conflict
from tenants.members import actions
from tests.cast import HUALAN, OLGA, RITA, RIVAL, SAM, Somebody

ClientFor = Callable[[str], FlaskClient]


def membership(engine: Engine, person: Somebody) -> str:
    with engine.connect() as connection:
        query = text("SELECT id FROM memberships WHERE person_id = :id")
        return str(connection.execute(query, {"id": person.id}).scalar_one())


def role_path(engine: Engine, person: Somebody) -> str:
    return f"/portal/hualan/team/members/{membership(engine, person)}/role"


def removal_path(engine: Engine, person: Somebody) -> str:
    return f"/portal/hualan/team/members/{membership(engine, person)}/removal"


@pytest.fixture
def olga(client_for: ClientFor) -> FlaskClient:
    return client_for("olga")


def test_the_team_is_listed_owners_first(olga: FlaskClient) -> None:
    page = olga.get("/portal/hualan/team").text
    assert page.index("Olga Owner") < page.index("Sam Supervisor") < page.index("Vera Viewer")
    assert "Rita" not in page


def test_a_new_role_counts_at_once(
    olga: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    sam = client_for("sam")
    assert sam.get("/portal/hualan/settings").status_code == 403
    assert olga.post(role_path(db_owner, SAM), data={"role": "owner"}).status_code == 303
    assert sam.get("/portal/hualan/settings").status_code == 200


def test_a_removed_member_is_out_at_once(
    olga: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    sam = client_for("sam")
    assert sam.get("/portal/hualan").status_code == 200
    assert olga.post(removal_path(db_owner, SAM)).status_code == 303
    assert sam.get("/portal/hualan").status_code == 404
    assert sam.get("/account").status_code == 200


def test_a_removed_members_open_stream_ends(
    olga: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    sam = client_for("sam")
    stream = sam.get("/portal/hualan/live/stream")
    reading = threading.Thread(target=lambda: list(stream.response), daemon=True)
    reading.start()
    olga.post(removal_path(db_owner, SAM))
    reading.join(timeout=20)
    assert not reading.is_alive()
    assert sam.get("/portal/hualan/live/stream").status_code == 404


def test_the_last_owner_stays(olga: FlaskClient, db_owner: Engine) -> None:
    for path, data in (
        (role_path(db_owner, OLGA), {"role": "viewer"}),
        (removal_path(db_owner, OLGA), {}),
        ("/portal/hualan/departure", {}),
    ):
        refused = olga.post(path, data=data)
        assert refused.status_code == 409
        assert "A company needs an owner." in refused.text
    assert olga.get("/portal/hualan/settings").status_code == 200


def test_with_another_owner_one_may_go(olga: FlaskClient, db_owner: Engine) -> None:
    olga.post(role_path(db_owner, SAM), data={"role": "owner"})
    assert olga.post("/portal/hualan/departure").headers["Location"] == "/home"
    assert olga.get("/portal/hualan").status_code == 404


def test_two_owners_cannot_remove_each_other(app: Flask, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE memberships SET role = 'owner' WHERE person_id = :id"), {"id": SAM.id}
        )

    def leave(person: Somebody) -> str:
        try:
            with app.app_context(), unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
                actions.leave(HUALAN.id, person.id)
        except Conflict:
            return "stays"
        return "left"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(leave, (OLGA, SAM))) == ["left", "stays"]


def test_anybody_may_leave(client_for: ClientFor) -> None:
    vera = client_for("vera")
    assert vera.post("/portal/hualan/departure").status_code == 303
    assert vera.get("/portal/hualan").status_code == 404


@pytest.mark.parametrize("role", ["", "emperor", "admin"])
def test_an_unknown_role_is_refused(olga: FlaskClient, db_owner: Engine, role: str) -> None:
    assert olga.post(role_path(db_owner, SAM), data={"role": role}).status_code == 422


def test_a_member_of_another_company_is_nobody_here(olga: FlaskClient, db_owner: Engine) -> None:
    assert olga.post(role_path(db_owner, RITA), data={"role": "viewer"}).status_code == 404
    assert olga.post(removal_path(db_owner, RITA)).status_code == 404
    with db_owner.connect() as connection:
        query = text("SELECT role FROM memberships WHERE tenant_id = :id")
        assert connection.execute(query, {"id": RIVAL.id}).scalar_one() == "owner"


def test_changes_are_in_the_audit_trail(olga: FlaskClient, db_owner: Engine) -> None:
    olga.post(role_path(db_owner, SAM), data={"role": "finance"})
    olga.post(role_path(db_owner, SAM), data={"role": "finance"})
    olga.post(removal_path(db_owner, SAM))
    with db_owner.connect() as connection:
        acts = connection.execute(
            text("SELECT action, person_name, subject, detail FROM audit_entries ORDER BY id")
        ).all()
    assert [tuple(act) for act in acts] == [
        ("member.role_changed", OLGA.name, SAM.email, {"before": "supervisor", "after": "finance"}),
        ("member.removed", OLGA.name, SAM.email, {"role": "finance"}),
    ]
