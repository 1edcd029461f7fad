from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from muster.features import NavEntry
from muster.web.shell import Shell, nav_links, provide
from tests.muster.web.gallery import build


class Nav:
    """Navigation of a portal whose addresses name the tenant."""

    entries = (
        NavEntry("portal", "seats.index", "Seats", "armchair", order=20),
        NavEntry("portal", "seats.report", "Report", "chart-bar"),
        NavEntry("portal", "people.show", "Person", "user"),
    )

    def nav(self, _door: str) -> list[NavEntry]:
        return list(self.entries)


def app_with_routes() -> Flask:
    app = build()
    app.extensions["muster"] = Nav()
    for rule, endpoint in (
        ("/p/<tenant>/seats", "seats.index"),
        ("/p/<tenant>/seats/<seat>", "seats.show"),
        ("/p/<tenant>/report", "seats.report"),
        ("/p/<tenant>/people/<person>", "people.show"),
    ):
        app.add_url_rule(rule, endpoint, lambda **_: "")
    return app


def links(path: str) -> list[tuple[str, bool]]:
    with app_with_routes().test_request_context(path):
        return [(link.url, link.current) for link in nav_links("portal")]


def test_links_stay_with_the_tenant_of_the_page() -> None:
    # The third needs a person, which this page does not know: it is left out.
    assert links("/p/acme/seats") == [("/p/acme/seats", True), ("/p/acme/report", False)]


def test_a_heading_stands_where_a_group_begins() -> None:
    with app_with_routes().test_request_context("/p/acme/report"):
        app_nav = [(link.url, str(link.heading)) for link in nav_links("portal")]
    assert app_nav == [("/p/acme/seats", "Seats and reserve"), ("/p/acme/report", "Company")]


def test_the_current_entry_is_that_of_the_page_itself() -> None:
    assert links("/p/acme/report") == [("/p/acme/seats", False), ("/p/acme/report", True)]


def test_the_portal_marks_the_entry_for_everyone(client: FlaskClient) -> None:
    text = client.get("/empty").text
    assert re.findall(r'<a class="side-link" href="([^"]+)" aria-current="page">', text) == [
        "/empty"
    ]


def test_the_switcher_lists_the_persons_companies(client: FlaskClient) -> None:
    text = client.get("/portal").text
    assert '<a class="menu-item" href="/portal" aria-current="true">Northwind Air</a>' in text
    assert '<a class="menu-item" href="/ops">Blue Harbour PC</a>' in text


def test_one_company_needs_no_switcher() -> None:
    app = build()
    provide(app, lambda: Shell(tenant="Only One"))
    text = app.test_client().get("/portal").text
    assert "Only One" in text
    assert "Switch company" not in text


def test_a_stranger_is_offered_to_sign_in() -> None:
    app = build()
    provide(app, lambda: Shell(sign_in_url="/sign-in"))
    text = app.test_client().get("/market").text
    assert '<a class="market-link" href="/sign-in">Sign in</a>' in text
    assert "Sign out" not in text


def test_layouts_do_without_anybody_around_them() -> None:
    app = build()
    del app.extensions["muster"], app.extensions["muster.web.shell"]
    for name in ("portal", "ops", "desk", "market", "auth"):
        assert app.test_client().get(f"/{name}").status_code == 200


def test_the_chosen_colours_are_there_before_any_script(client: FlaskClient) -> None:
    assert 'data-scheme="auto">' in client.get("/portal").text
    client.set_cookie("scheme", "dark")
    assert 'data-scheme="dark" data-bs-theme="dark">' in client.get("/portal").text
    client.set_cookie("scheme", '"><script>')
    assert 'data-scheme="auto">' in client.get("/portal").text
