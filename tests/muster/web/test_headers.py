from __future__ import annotations

import pytest
from flask import Response
from flask.testing import FlaskClient

from tests.muster.web.gallery import build

EVERYWHERE = [
    "/portal",
    "/nothing",
    "/robots.txt",
    "/manifest.webmanifest",
    "/csrf-token",
    "/assets/0/css/muster.css",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_response_carries_a_strict_policy(client: FlaskClient, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert {"script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert not [rule for rule in policy if "unsafe" in rule or "http" in rule]


def test_answers_are_not_sniffed_framed_or_told_to_others(client: FlaskClient) -> None:
    headers = client.get("/portal").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]


def test_only_a_secure_installation_asks_for_https_for_good(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/portal").headers
    secure = build(secure_cookies=True).test_client()
    assert "max-age=63072000" in secure.get("/portal").headers["Strict-Transport-Security"]


def test_a_view_may_set_a_policy_of_its_own() -> None:
    app = build()

    @app.get("/framed")
    def framed() -> Response:
        return Response("", headers={"Content-Security-Policy": "frame-ancestors *"})

    answer = app.test_client().get("/framed")
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors *"


@pytest.mark.parametrize("name", ["portal", "ops", "empty", "form", "auth", "market", "desk"])
def test_no_page_has_a_script_or_a_style_inside(client: FlaskClient, name: str) -> None:
    text = client.get(f"/{name}").text
    assert "style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script src="/assets/')
