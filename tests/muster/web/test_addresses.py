from __future__ import annotations

import pytest
from flask import Flask

from muster.web.addresses import here, local_path, page_url


def test_here_is_this_page_with_its_filters(app: Flask) -> None:
    with app.test_request_context("/portal?page=2&q=退货"):
        assert here() == "/portal?page=2&q=%E9%80%80%E8%B4%A7"
    with app.test_request_context("/portal"):
        assert here() == "/portal"
    with app.test_request_context("/portal?lang=zh&page=2"):
        assert here() == "/portal?page=2"


def test_after_a_post_it_is_where_the_form_was(app: Flask) -> None:
    referrer = {"Referer": "http://localhost/form?step=2"}
    with app.test_request_context("/form", method="POST", headers=referrer):
        assert here() == "/form?step=2"
    elsewhere = {"Referer": "http://elsewhere.example/"}
    with app.test_request_context("/form", method="POST", headers=elsewhere):
        assert here() == "/"


@pytest.mark.parametrize("address", ["/a", "/a?b=c#d", "http://localhost/a"])
def test_our_own_addresses_are_kept(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert local_path(address) == address.removeprefix("http://localhost")


@pytest.mark.parametrize(
    "address",
    ["", "a", "//b.example", "/\\b.example", "http://localhost.evil.example/", "/\x00", "data:x"],
)
def test_no_other_address_is(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert local_path(address) == "/"


def test_a_page_with_other_filters_keeps_the_rest(app: Flask) -> None:
    with app.test_request_context("/portal?state=open&state=new&page=3"):
        assert page_url(page=4) == "/portal?state=open&state=new&page=4"
        assert page_url(page=None, sort="-name") == "/portal?state=open&state=new&sort=-name"
