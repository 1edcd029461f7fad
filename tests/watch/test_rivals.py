"""Watching test 2: every route that takes an id, tried by somebody whose row it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.watch.routes import Route, ask, link_of_another_inquiry, routes

ClientFor = Callable[[str], FlaskClient]

# Ids of the operator's own rows, which every company may see.
SHARED_IDS = {"plan_id"}


def answers(
    client: FlaskClient, found: Iterable[Route], address: Callable[[Route], str], *wanted: int
) -> list[str]:
    """The routes that answer anything else."""
    said = [(route, ask(client, route, address(route))) for route in found]
    assert said, "no route was tried"
    return [f"{status} from {route}" for route, status in said if status not in wanted]


def test_every_argument_of_every_route_is_known(app: Flask, db_owner: Engine) -> None:
    doors = ("portal", "ops", "desk", "person", "market", "identity", None)
    for route in routes(app, *doors):
        assert route.address(db_owner)


def test_a_stranger_finds_no_page_of_a_company(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    rita = client_for("rita")
    assert answers(rita, routes(app, "portal"), lambda r: r.address(db_owner), 404) == []


def test_a_rival_finds_none_of_our_ids_in_her_own_portal(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    with_ids = [route for route in routes(app, "portal") if route.ids - SHARED_IDS]
    rita = client_for("rita")
    assert answers(rita, with_ids, lambda r: r.address(db_owner, tenant="rival"), 404) == []


def test_a_rivals_agent_finds_none_of_our_contacts(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    with_ids = [route for route in routes(app, "desk") if route.ids]
    assert answers(client_for("cai"), with_ids, lambda r: r.address(db_owner), 404) == []


def test_who_is_no_agent_finds_no_desk(app: Flask, client_for: ClientFor, db_owner: Engine) -> None:
    olga = client_for("olga")
    assert answers(olga, routes(app, "desk"), lambda r: r.address(db_owner), 404) == []


def test_who_is_not_of_the_staff_finds_no_operations(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    olga = client_for("olga")
    assert answers(olga, routes(app, "ops"), lambda r: r.address(db_owner), 404) == []


def test_nobody_finds_what_is_another_persons(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    with_ids = [route for route in routes(app, "person") if route.ids]
    assert answers(client_for("sam"), with_ids, lambda r: r.address(db_owner), 404) == []


def test_a_consumer_finds_nothing_of_another_inquiry(
    app: Flask, anyone: FlaskClient, db_owner: Engine
) -> None:
    with_ids = [r for r in routes(app, None) if r.ids and "token" in r.rule.arguments]

    def address(route: Route) -> str:
        return route.address(db_owner, token=link_of_another_inquiry(app, db_owner))

    assert answers(anyone, with_ids, address, 404) == []


def test_nobody_else_sees_a_private_picture(
    app: Flask, client_for: ClientFor, anyone: FlaskClient, db_owner: Engine
) -> None:
    open_routes = [
        r for r in routes(app, None, "market") if r.ids and "token" not in r.rule.arguments
    ]
    for client in (anyone, client_for("rita"), client_for("cai")):
        assert answers(client, open_routes, lambda r: r.address(db_owner), 404) == []


def test_who_is_not_signed_in_is_asked_to(
    app: Flask, anyone: FlaskClient, db_owner: Engine
) -> None:
    closed = routes(app, "portal", "ops", "desk", "person")
    # A script that posts JSON is told so; a page is led to the sign-in.
    assert answers(anyone, closed, lambda r: r.address(db_owner), 302, 401) == []


def test_their_owners_find_all_of_these(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    """The counter-proof: the same addresses lead somewhere."""
    for door, name in (("portal", "olga"), ("ops", "oscar"), ("desk", "ann"), ("person", "olga")):
        client = client_for(name)
        with_ids = [route for route in routes(app, door) if route.ids]
        said = [(route, ask(client, route, route.address(db_owner))) for route in with_ids]
        lost = [str(route) for route, status in said if status in (403, 404)]
        assert lost == [], (door, lost)
