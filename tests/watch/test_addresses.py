"""What no text in the database can hold is harmless in every address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.cast import HUALAN


@pytest.mark.parametrize("path", ["/c/%00", "/c/hualan/%00", "/assets/x/%00", "/i/a%00"])
def test_no_page_has_an_address_with_nul_in_it(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("", "/companies?search=%00a&category=%00"),
        ("", "/ask?company=%00&product=%00&q=%00"),
        ("olga", "/portal/hualan/showcase/products?search=%00&state=%00"),
        ("oscar", f"/ops/academy/{HUALAN.id}?after=%00"),
        ("oscar", "/ops/agents?after=%00&name=%00"),
    ],
)
def test_nul_in_a_query_is_left_out(
    app: Flask, client_for: Callable[[str], FlaskClient], name: str, path: str
) -> None:
    browser = client_for(name) if name else app.test_client()
    assert browser.get(path).status_code == 200


def test_all_else_of_a_query_stays(app: Flask) -> None:
    with app.test_request_context("/?a=1&a=%002&b=%F0%9F%98%80+x"):
        assert request.args.getlist("a") == ["1", "2"]
        assert request.args["b"] == "😀 x"
