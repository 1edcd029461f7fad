from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_babel import get_timezone, gettext

from muster.web.locale import locale_chosen, read_in, select_locale
from tests.muster.web.gallery import build


def language(client: FlaskClient, **headers: str) -> str:
    text = client.get("/portal", headers=headers).text
    return text.split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans-CN"),
        ("zh-TW", "zh-Hans-CN"),
        ("de,en;q=0.5", "en"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_browsers_languages_decide_at_first(
    client: FlaskClient, asked: str, shown: str
) -> None:
    assert language(client, **{"Accept-Language": asked}) == shown


def test_a_link_can_ask_for_a_language(client: FlaskClient) -> None:
    client.set_cookie("locale", "en")
    text = client.get("/market?lang=zh").text
    assert '<html lang="zh-Hans-CN"' in text
    assert '<link rel="alternate" hreflang="en" href="http://localhost/market?lang=en">' in text
    assert '<html lang="en"' in client.get("/market?lang=xx").text


def test_the_installation_decides_for_those_who_ask_for_nothing_we_speak() -> None:
    assert language(build(default_locale="zh").test_client(), **{"Accept-Language": "fr"}) == (
        "zh-Hans-CN"
    )


def test_a_choice_is_kept_and_the_page_stays(client: FlaskClient) -> None:
    answer = client.post("/locale", data={"locale": "zh", "next": "/portal?page=2"})
    assert (answer.status_code, answer.location) == (303, "/portal?page=2")
    assert language(client, **{"Accept-Language": "en"}) == "zh-Hans-CN"
    assert "切换企业" in client.get("/portal").text


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb"],
)
def test_the_switch_leads_nobody_away(client: FlaskClient, address: str) -> None:
    answer = client.post("/locale", data={"locale": "zh", "next": address})
    assert answer.location == "/"


def test_a_language_we_do_not_speak_is_not_kept(client: FlaskClient) -> None:
    answer = client.post("/locale", data={"locale": "xx", "next": "/portal"})
    assert answer.status_code == 303
    assert client.get_cookie("locale") is None


def test_others_hear_of_a_choice(client: FlaskClient) -> None:
    heard: list[str] = []

    def listen(_sender: Any, locale: str) -> None:
        heard.append(locale)

    with locale_chosen.connected_to(listen):
        client.post("/locale", data={"locale": "zh"})
    assert heard == ["zh"]


def test_every_page_has_the_switch(client: FlaskClient) -> None:
    for name in ("portal", "ops", "auth", "market", "desk", "nothing"):
        text = client.get(f"/{name}").text
        assert 'action="/locale"' in text
        assert f'name="next" value="/{name}"' in text


def test_a_job_speaks_the_language_it_is_told(app: Flask) -> None:
    with app.app_context():
        assert select_locale() == "en"
        read_in(locale="zh", zone="Asia/Shanghai")
        assert gettext("Sign in") == "登录"
        assert str(get_timezone()) == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Mars/Olympus", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("", "UTC"),
    ],
)
def test_times_are_read_where_the_browser_is(app: Flask, told: str, zone: str) -> None:
    with app.test_request_context(headers={"Cookie": f"zone={told}"}):
        assert str(get_timezone()) == zone


def test_times_of_a_company_are_its_own(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "zone=America/New_York"}):
        read_in(zone="Asia/Shanghai")
        assert str(get_timezone()) == "Asia/Shanghai"


def test_a_request_can_change_its_mind(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert gettext("Sign in") == "登录"
        read_in(locale="en")
        assert gettext("Sign in") == "Sign in"
        assert g.locale == "en"
