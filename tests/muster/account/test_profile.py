"""My account: name, language, password, sign-ins."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import OLGA, PASSWORD, known_id
from tests.mail import mail_to

ClientFor = Callable[[str], FlaskClient]


@pytest.fixture
def elsewhere(anyone: FlaskClient) -> FlaskClient:
    """Another browser in which Olga is signed in."""
    anyone.post(
        "/sign-in",
        data={"email": OLGA.email, "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (iPhone) Version/17 Safari/605"},
    )
    assert anyone.get("/account").status_code == 200
    return anyone


def test_a_name_in_any_script_comes_back_unharmed(client_for: ClientFor) -> None:
    olga = client_for("olga")
    name = 'Ольга <b>"O\'Neil"</b> 欧 👩🏽‍💻'
    assert olga.post("/account/profile", data={"name": name, "locale": "en"}).status_code == 303
    page = olga.get("/account").text
    assert "Ольга &lt;b&gt;&#34;O&#39;Neil&#34;&lt;/b&gt; 欧 👩🏽‍💻" in page
    assert "<b>" not in page


def test_the_chosen_language_shows_at_once(client_for: ClientFor) -> None:
    olga = client_for("olga")
    olga.post("/account/profile", data={"name": "Olga", "locale": "zh"})
    assert "已登录的设备" in olga.get("/account").text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 121}, {"locale": "xx"}])
def test_a_wrong_profile_changes_nothing(client_for: ClientFor, wrong: dict[str, str]) -> None:
    olga = client_for("olga")
    form = {"name": "Somebody Else", "locale": "en"} | wrong
    assert olga.post("/account/profile", data=form).status_code == 422
    assert OLGA.name in client_for("olga").get("/account").text


def test_a_new_password_ends_the_other_sign_ins(
    client_for: ClientFor, elsewhere: FlaskClient, db_owner: Engine
) -> None:
    olga = client_for("olga")
    form = {"known": PASSWORD, "password": "eight-loud-lanterns"}
    assert olga.post("/account/password", data=form).status_code == 303
    assert olga.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert "changed just now" in mail_to(db_owner, OLGA.email)


def test_the_old_password_is_asked_for(client_for: ClientFor, elsewhere: FlaskClient) -> None:
    olga = client_for("olga")
    form = {"known": "wrong", "password": "eight-loud-lanterns"}
    refused = olga.post("/account/password", data=form)
    assert refused.status_code == 422
    assert "This is not your current password." in refused.text
    assert elsewhere.get("/account").status_code == 200


def test_guessing_the_old_password_is_limited(client_for: ClientFor) -> None:
    olga = client_for("olga")
    olga.environ_base["REMOTE_ADDR"] = "192.0.2.50"
    form = {"known": "wrong", "password": "eight-loud-lanterns"}
    answers = [olga.post("/account/password", data=form).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_sign_ins_are_listed_with_words_for_the_browser(
    client_for: ClientFor, elsewhere: FlaskClient
) -> None:
    page = client_for("olga").get("/account").text
    assert "Safari · iPhone" in page
    assert page.index("this browser") < page.index("Safari · iPhone")


def test_another_sign_in_can_be_ended(client_for: ClientFor, elsewhere: FlaskClient) -> None:
    olga = client_for("olga")
    ends = re.findall(r'action="(/account/sign-ins/[0-9a-f-]{36}/end)"', olga.get("/account").text)
    other = next(path for path in ends if str(known_id("sign-in olga")) not in path)
    assert olga.post(other).status_code == 303
    assert elsewhere.get("/account").status_code == 302
    assert olga.get("/account").status_code == 200


def test_all_others_can_be_ended_at_once(client_for: ClientFor, elsewhere: FlaskClient) -> None:
    olga = client_for("olga")
    assert olga.post("/account/sign-ins/others/end").status_code == 303
    assert elsewhere.get("/account").status_code == 302
    assert olga.get("/account").status_code == 200


def test_somebody_elses_sign_in_cannot_be_ended(client_for: ClientFor) -> None:
    sam = client_for("sam")
    path = f"/account/sign-ins/{known_id('sign-in olga')}/end"
    assert sam.post(path).status_code == 404
    assert client_for("olga").get("/account").status_code == 200


def test_an_expired_sign_in_is_none(client_for: ClientFor, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE login_sessions SET expires_at = now()"))
    assert client_for("olga").get("/account").status_code == 302


def test_the_last_use_of_a_sign_in_is_noted(client_for: ClientFor, db_owner: Engine) -> None:
    client_for("olga").get("/account")
    with db_owner.connect() as connection:
        fresh = connection.execute(
            text(
                "SELECT last_seen_at > now() - interval '1 minute' FROM login_sessions"
                " WHERE id = :id"
            ),
            {"id": known_id("sign-in olga")},
        )
        assert fresh.scalar_one() is True
