"""A company signs itself up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import OLGA

ClientFor = Callable[[str], FlaskClient]

FORM = {
    "name": "北辰电脑",
    "slug": "beichen",
    "phone": "400-882-1234",
    "locale": "zh",
    "time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "owner_name": "周 北辰",
    "email": "zhou@beichen.example",
    "password": "north-star-at-noon",
}


@pytest.fixture
def english(anyone: FlaskClient) -> FlaskClient:
    anyone.set_cookie("locale", "en")
    return anyone


def value(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar_one()


def test_a_stranger_becomes_an_owner_in_one_step(english: FlaskClient, db_owner: Engine) -> None:
    done = english.post("/sign-up", data=FORM)
    assert (done.status_code, done.headers["Location"]) == (303, "/portal/beichen")
    with db_owner.connect() as connection:
        company = (
            connection.execute(text("SELECT * FROM tenants WHERE slug = 'beichen'"))
            .mappings()
            .one()
        )
        owner = connection.execute(
            text(
                "SELECT p.email, m.role FROM memberships m JOIN people p ON p.id = m.person_id"
                " WHERE m.tenant_id = :id"
            ),
            {"id": company["id"]},
        ).one()
    assert company["name"] == "北辰电脑"
    assert company["phone"] == "+864008821234"
    assert tuple(owner) == ("zhou@beichen.example", "owner")
    assert english.get("/portal/beichen").status_code == 200


def test_the_company_can_begin_at_once(english: FlaskClient, db_owner: Engine) -> None:
    english.post("/sign-up", data=FORM)
    with db_owner.connect() as connection:
        found = (
            connection.execute(
                text(
                    "SELECT q.name, q.languages, q.opening_hours, q.is_default, s.name AS shown,"
                    " s.published_at, ARRAY(SELECT d.name FROM dispositions d"
                    "  WHERE d.tenant_id = t.id ORDER BY position) AS dispositions"
                    " FROM tenants t JOIN queues q ON q.tenant_id = t.id"
                    " JOIN showcases s ON s.tenant_id = t.id WHERE t.slug = 'beichen'"
                )
            )
            .mappings()
            .one()
        )
    assert found["name"] == "在线客服"
    assert found["languages"] == ["zh"]
    assert found["opening_hours"] == {}
    assert found["is_default"] is True
    assert found["shown"] == "北辰电脑"
    assert found["published_at"] is None
    assert found["dispositions"] == ["已解决", "需跟进", "不属于本公司业务"]


def test_the_address_is_confirmed_by_a_link_and_the_banner_goes(
    english: FlaskClient, db_owner: Engine
) -> None:
    english.post("/sign-up", data=FORM)
    english.set_cookie("locale", "en")
    assert "Confirm your address" in english.get("/portal/beichen").text
    mail = str(value(db_owner, "SELECT text FROM mails WHERE recipient LIKE 'zhou@%'"))
    path = re.search(r"/e-mail-confirmations/\S+", mail)
    assert path is not None
    assert "zhou@beichen.example" in english.get(path[0]).text
    assert english.post(path[0]).status_code == 303
    assert "Confirm your address" not in english.get("/portal/beichen").text


def test_until_confirmed_the_owner_looks_around_but_does_not_invite(english: FlaskClient) -> None:
    english.post("/sign-up", data=FORM)
    english.set_cookie("locale", "en")
    assert english.get("/portal/beichen/team").status_code == 200
    refused = english.post(
        "/portal/beichen/team/invitations", data={"email": "a@b.example", "role": "viewer"}
    )
    assert refused.status_code == 403
    assert "Confirm your e-mail address first" in refused.text


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("name", "   ", "Please fill this in."),
        ("name", "x" * 201, "This is too long."),
        ("name", "null\x00byte", "cannot be stored"),
        ("slug", "Bei chen", "small letters"),
        ("slug", "-beichen", "small letters"),
        ("slug", "admin", "kept for Muster itself"),
        ("slug", "hualan", "is taken"),
        ("phone", "call me", "not a telephone number"),
        ("phone", "1234567890123", "No such number"),
        ("time_zone", "Mars/Olympus", "Not a valid choice"),
        ("currency", "XXX", "Not a valid choice"),
        ("email", "zhou", "not an e-mail address"),
        ("email", OLGA.email, "is here already"),
        ("password", "short", "at least 10 characters"),
        ("password", "1234567890", "would be guessed"),
        ("password", "zhou@beichen.example", "would be guessed"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost_or_half_done(
    english: FlaskClient, db_owner: Engine, field: str, wrong: str, said: str
) -> None:
    refused = english.post("/sign-up", data=FORM | {field: wrong})
    assert refused.status_code == 422
    assert re.search(rf'id="{field}-error">.*?{re.escape(said)}', refused.text, re.DOTALL)
    assert 'value="周 北辰"' in refused.text
    assert value(db_owner, "SELECT count(*) FROM tenants") == 2
    assert value(db_owner, "SELECT count(*) FROM people WHERE email LIKE 'zhou%'") == 0


@pytest.mark.parametrize(
    "others", [{"name": "", "password": "short"}, {"email": OLGA.email}], ids=["form", "known"]
)
def test_a_taken_slug_is_told_together_with_all_else(
    english: FlaskClient, others: dict[str, str]
) -> None:
    refused = english.post("/sign-up", data=FORM | {"slug": "Hualan"} | others)
    assert refused.status_code == 422
    for field in ("slug", *others):
        assert f'id="{field}-error"' in refused.text


@pytest.mark.parametrize("hotline", ["95588", "12345", "400-882-1234", "010-6552 9988"])
def test_service_numbers_are_hotlines(english: FlaskClient, hotline: str) -> None:
    assert english.post("/sign-up", data=FORM | {"phone": hotline}).status_code == 303


def test_a_second_click_leads_to_the_same_company(english: FlaskClient, db_owner: Engine) -> None:
    english.post("/sign-up", data=FORM)
    english.delete_cookie("muster")
    again = english.post("/sign-up", data=FORM)
    assert (again.status_code, again.headers["Location"]) == (303, "/portal/beichen")
    assert value(db_owner, "SELECT count(*) FROM tenants") == 3


def test_a_stranger_cannot_pose_as_a_second_click(english: FlaskClient) -> None:
    english.post("/sign-up", data=FORM)
    english.delete_cookie("muster")
    assert english.post("/sign-up", data=FORM | {"password": "another-one-123"}).status_code == 422


def test_without_a_slug_one_is_made(english: FlaskClient) -> None:
    chinese = english.post("/sign-up", data=FORM | {"slug": ""})
    assert re.fullmatch(r"/portal/co-[a-z0-9]{10}", chinese.headers["Location"])


def test_a_slug_that_we_made_gives_way_to_a_taken_one(english: FlaskClient) -> None:
    taken = english.post("/sign-up", data=FORM | {"name": "Hualan", "slug": ""})
    assert re.fullmatch(r"/portal/hualan-[a-z0-9]{4}", taken.headers["Location"])


def test_a_member_of_one_company_can_sign_up_another(client_for: ClientFor) -> None:
    olga = client_for("olga")
    assert 'name="password"' not in olga.get("/sign-up").text
    company = {name: FORM[name] for name in ("name", "slug", "locale", "time_zone", "currency")}
    assert olga.post("/sign-up", data=company).headers["Location"] == "/portal/beichen"
    assert olga.post("/sign-up", data=company).headers["Location"] == "/portal/beichen"
    chooser = olga.get("/home").text
    assert "北辰电脑" in chooser
    assert "华澜家电" in chooser


def test_a_free_slug_is_suggested(anyone: FlaskClient) -> None:
    assert anyone.get("/sign-up/slug?name=Acme+Tools").json == {"slug": "acme-tools"}
    assert anyone.get("/sign-up/slug?name=Hualan").json["slug"].startswith("hualan-")


def test_sign_ups_from_one_address_are_limited(english: FlaskClient) -> None:
    english.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    wrong = FORM | {"slug": "hualan"}  # what only the database knows
    answers = [english.post("/sign-up", data=wrong).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_all_that_is_wrong_is_said_at_once(english: FlaskClient) -> None:
    wrong = {"slug": "A B!", "phone": "call me", "email": "x@y", "password": "123"}
    page = english.post("/sign-up", data=FORM | wrong)
    assert page.status_code == 422
    assert "4 things need a change" in page.text
    for name in wrong:
        assert f'id="{name}-error"' in page.text
