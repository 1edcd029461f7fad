"""What a browser calls itself."""

from __future__ import annotations

import pytest

from muster.account.browsers import describe

WEBKIT = "Mozilla/5.0 {} AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (WEBKIT.format("(Windows NT 10.0)") + " Chrome/130.0 Safari/537.36", "Chrome · Windows"),
        (WEBKIT.format("(Windows NT 10.0)") + " Chrome/130 Safari/537 Edg/130", "Edge · Windows"),
        (
            WEBKIT.format("(Linux; Android 14)") + " Chrome/130 MicroMessenger/8.0",
            "微信 WeChat · Android",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox · Linux",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
        ("<script>" * 100, ("<script>" * 100)[:60]),
    ],
)
def test_browsers_are_named_as_their_owners_know_them(user_agent: str, said: str) -> None:
    assert describe(user_agent) == said
