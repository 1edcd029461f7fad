"""The matrix of roles × actions: declared, kept at every door, and written in the docs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, insert

from muster.db import uuid7
from muster.identity.models import StaffMembership
from muster.tenancy.matrix import document
from muster.tenancy.models import Membership
from muster.tenancy.permissions import MEMBER_ROLES, STAFF_ROLES, Permissions
from muster.tenancy.principal import cache
from tests.cast import HUALAN, PAULA, VERA
from tests.watch.routes import Route, ask, routes

ClientFor = Callable[[str], FlaskClient]
PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
BEHIND_DOORS = ("portal", "ops")


def permissions(app: Flask) -> Permissions:
    found: Permissions = app.extensions["muster.permissions"]
    return found


def test_every_permission_opens_something_and_every_door_asks_for_one(app: Flask) -> None:
    asked = {route.entrance.permission for route in routes(app, *BEHIND_DOORS) if route.entrance}
    entries = {
        entry.permission
        for feature in app.extensions["muster"].features
        for entry in feature.nav
        if entry.permission
    }
    declared = permissions(app).by_name
    assert asked | entries <= set(declared)
    assert set(declared) <= asked


def test_only_known_roles_are_allowed_anything(app: Flask) -> None:
    for permission in permissions(app).by_name.values():
        assert permission.member_roles <= set(MEMBER_ROLES), permission.name
        assert permission.staff_roles <= set(STAFF_ROLES), permission.name
        assert permission.member_roles | permission.staff_roles, permission.name


def test_owners_may_do_all_that_any_member_may(app: Flask) -> None:
    for permission in permissions(app).by_name.values():
        assert not permission.member_roles or "owner" in permission.member_roles, permission.name


def test_a_door_is_opened_by_the_kind_of_role_that_it_is_for(app: Flask) -> None:
    for door, roles in (("portal", MEMBER_ROLES), ("ops", STAFF_ROLES)):
        for route in routes(app, door):
            assert any(is_allowed(app, route, role) for role in roles), route


# What belongs to one person of the company, whatever the role of who asks; it is olga's here.
PERSONAL = {"mentions.create_reading"}


def become_member(owner: Engine, role: str) -> None:
    """Vera's role in Hualan is another one now."""
    with owner.begin() as connection:
        connection.execute(delete(Membership).where(Membership.person_id == VERA.id))
        values = {"id": uuid7(), "tenant_id": HUALAN.id, "person_id": VERA.id, "role": role}
        connection.execute(insert(Membership).values(values))
    cache.forget(VERA.id)


def become_staff(owner: Engine, role: str) -> None:
    """Paula's role at the operator is another one now."""
    with owner.begin() as connection:
        connection.execute(delete(StaffMembership).where(StaffMembership.person_id == PAULA.id))
        values = {"id": uuid7(), "person_id": PAULA.id, "role": role}
        connection.execute(insert(StaffMembership).values(values))
    cache.forget(PAULA.id)


def wrong_answers(
    app: Flask, client: FlaskClient, owner: Engine, door: str, become: Callable[[str], None]
) -> list[str]:
    """What the routes behind a door answer against the matrix, tried in every role."""
    wrong = []
    for role in {"portal": MEMBER_ROLES, "ops": STAFF_ROLES}[door]:
        become(role)
        for route in routes(app, door):
            allowed = is_allowed(app, route, role)
            status = ask(client, route, route.address(owner))
            if not is_right(route, status, allowed=allowed):
                wrong.append(f"{role} got {status} from {route}")
            if allowed and route.method != "GET":
                become(role)  # whoever may leave has left
    return wrong


def is_allowed(app: Flask, route: Route, role: str) -> bool:
    assert route.entrance is not None
    permission = permissions(app).by_name[str(route.entrance.permission)]
    roles = {"portal": permission.member_roles, "ops": permission.staff_roles}
    return role in roles[route.entrance.door]


def is_right(route: Route, status: int, *, allowed: bool) -> bool:
    if not allowed:
        return status == 403
    if route.rule.endpoint in PERSONAL:
        return status == 404
    # A request without content may be refused for what it lacks, never for who sends it.
    return status < 400 if route.method == "GET" else status not in (401, 403, 404, 405, 500)


def test_every_role_in_a_company_may_do_what_the_matrix_says_and_nothing_else(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    become = partial(become_member, db_owner)
    assert wrong_answers(app, client_for("vera"), db_owner, "portal", become) == []


def test_every_role_at_the_operator_may_do_what_the_matrix_says_and_nothing_else(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    become = partial(become_staff, db_owner)
    assert wrong_answers(app, client_for("paula"), db_owner, "ops", become) == []


def test_the_page_of_the_docs_is_up_to_date(app: Flask) -> None:
    written = PAGE.read_text()
    assert written == document(app.extensions["muster"].features), (
        "run: muster permissions > docs/permissions.md"
    )
