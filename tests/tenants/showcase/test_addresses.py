"""Addresses on the web."""

from __future__ import annotations

import pytest

from tenants.showcase.addresses import as_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.com", "https://example.com"),
        (" https://example.com/a?b=c#d ", "https://example.com/a?b=c#d"),
        ("http://例子.中国/路", "http://例子.中国/路"),
    ],
)
def test_an_address_is_kept(typed: str, address: str) -> None:
    assert as_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "not an address",
        "https://",
        "https://[::1",
        'https://example.com/"onclick="x',
        "localhost",
    ],
)
def test_what_a_browser_should_not_follow_is_refused(typed: str) -> None:
    assert as_address(typed) is None
