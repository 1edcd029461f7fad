"""Inviting people into a company, and their joining it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import HUALAN, SAM, STRANGER
from tests.mail import count_to, link_in, mail_to

ClientFor = Callable[[str], FlaskClient]
TEAM = "/portal/hualan/team"
NEW = "lin@example.com"
INTRODUCTION = {"name": "林 新", "password": "eight-loud-lanterns"}


def invite(client: FlaskClient, email: str, role: str = "analyst") -> int:
    return client.post(f"{TEAM}/invitations", data={"email": email, "role": role}).status_code


def role_of(engine: Engine, email: str) -> str | None:
    with engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT role FROM memberships m JOIN people p ON p.id = m.person_id"
                " WHERE p.email = :email AND m.tenant_id = :id"
            ),
            {"email": email, "id": HUALAN.id},
        ).scalar_one_or_none()


def invitation_id(engine: Engine, email: str) -> str:
    with engine.connect() as connection:
        query = "SELECT id FROM member_invitations WHERE email = :email ORDER BY id DESC LIMIT 1"
        return str(connection.execute(text(query), {"email": email}).scalar_one())


@pytest.fixture
def olga(client_for: ClientFor) -> FlaskClient:
    return client_for("olga")


@pytest.fixture
def link(olga: FlaskClient, db_owner: Engine) -> str:
    assert invite(olga, NEW) == 303
    return link_in(mail_to(db_owner, NEW))


def test_the_mail_is_in_the_companys_language(link: str, db_owner: Engine) -> None:
    assert "邀请您在一呼百应加入华澜家电，角色：分析员" in mail_to(db_owner, NEW)


def test_somebody_new_joins_with_a_name_and_a_password(
    anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    assert "华澜家电" in anyone.get(link).text
    joined = anyone.post(link, data=INTRODUCTION)
    assert (joined.status_code, joined.headers["Location"]) == (303, "/portal/hualan")
    assert anyone.get("/portal/hualan/team").status_code == 200
    assert role_of(db_owner, NEW) == "analyst"
    assert "not confirmed" not in anyone.get("/account", headers={"Accept-Language": "en"}).text


def test_somebody_known_signs_in_first(
    olga: FlaskClient, anyone: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    invite(olga, STRANGER.email, "viewer")
    link = link_in(mail_to(db_owner, STRANGER.email))
    assert f"/sign-in?next={link}" in anyone.get(link).text
    assert anyone.post(link, data=INTRODUCTION).status_code == 422
    assert role_of(db_owner, STRANGER.email) is None
    assert client_for("stranger").post(link).headers["Location"] == "/portal/hualan"
    assert role_of(db_owner, STRANGER.email) == "viewer"


def test_the_link_is_for_one_address_only(
    client_for: ClientFor, link: str, db_owner: Engine
) -> None:
    assert client_for("rita").post(link).status_code == 403
    assert role_of(db_owner, "rita@example.com") is None


def test_a_second_click_leads_into_the_company(anyone: FlaskClient, link: str) -> None:
    anyone.post(link, data=INTRODUCTION)
    assert anyone.post(link, data=INTRODUCTION).headers["Location"] == "/portal/hualan"


def test_a_used_link_is_of_no_use_to_others(anyone: FlaskClient, link: str, app: Flask) -> None:
    anyone.post(link, data=INTRODUCTION)
    thief = app.test_client()
    assert thief.get(link).status_code == 410
    assert thief.post(link, data=INTRODUCTION).status_code == 410


def test_a_poor_password_leaves_the_link_working(anyone: FlaskClient, link: str) -> None:
    assert anyone.post(link, data=INTRODUCTION | {"password": "short"}).status_code == 422
    assert anyone.post(link, data=INTRODUCTION).status_code == 303


def test_an_old_or_withdrawn_invitation_does_not_work(
    olga: FlaskClient, anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    path = f"{TEAM}/invitations/{invitation_id(db_owner, NEW)}/revocation"
    assert olga.post(path).status_code == 303
    assert anyone.get(link).status_code == 410
    assert anyone.post(link, data=INTRODUCTION).status_code == 410
    assert olga.post(path).status_code == 404
    assert anyone.get("/invitations/" + "x" * 43).status_code == 404


def test_an_expired_invitation_can_be_sent_again(
    olga: FlaskClient, anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE member_invitations SET expires_at = now()"))
    assert anyone.get(link).status_code == 410
    path = f"{TEAM}/invitations/{invitation_id(db_owner, NEW)}/delivery"
    assert olga.post(path).status_code == 303
    again = link_in(mail_to(db_owner, NEW))
    assert again != link
    assert anyone.post(again, data=INTRODUCTION).status_code == 303


def test_inviting_twice_sends_one_mail(olga: FlaskClient, db_owner: Engine) -> None:
    assert [invite(olga, NEW), invite(olga, NEW.upper())] == [303, 303]
    assert count_to(db_owner, NEW) == 1


def test_inviting_again_in_another_role_replaces_the_offer(
    olga: FlaskClient, anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    assert invite(olga, NEW, "finance") == 303
    assert anyone.get(link).status_code == 404
    anyone.post(link_in(mail_to(db_owner, NEW)), data=INTRODUCTION)
    assert role_of(db_owner, NEW) == "finance"


@pytest.mark.parametrize(
    ("email", "role"),
    [("nobody", "viewer"), (SAM.email, "viewer"), (NEW, "emperor"), ("", "viewer")],
)
def test_what_cannot_be_offered_is_refused(
    olga: FlaskClient, db_owner: Engine, email: str, role: str
) -> None:
    assert invite(olga, email, role) == 422
    with db_owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM member_invitations")).scalar() == 0


def test_both_sides_of_an_invitation_are_in_the_audit_trail(
    anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    anyone.post(link, data=INTRODUCTION)
    with db_owner.connect() as connection:
        acts = connection.execute(
            text("SELECT action, person_name FROM audit_entries WHERE tenant_id = :id ORDER BY id"),
            {"id": HUALAN.id},
        )
        assert [tuple(act) for act in acts] == [
            ("member.invited", "Olga Owner"),
            ("member.joined", "林 新"),
            ("sign_in.created", "林 新"),
        ]
