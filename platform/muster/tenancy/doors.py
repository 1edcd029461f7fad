"""The doors: each says who acts, checks the right, and commits once when the view is done.

A view behind a door finds the person in `flask.g.principal` and the company in
`flask.g.company`. A stranger gets 404, a member without the right 403.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, cast
from uuid import UUID

from flask import Response, current_app, g, make_response, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from muster.db import Acting, acting, commit, rollback, session
from muster.errors import NotAllowed, NotFound, existing
from muster.tenancy.permissions import Permissions
from muster.tenancy.principal import Principal
from muster.web.locale import read_in

View = Callable[..., Any]

UNCONFIRMED = _l(
    "Confirm your e-mail address first: open the link that we sent you when you signed up."
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """How a view is guarded, kept on the view itself, so that a test can try every door."""

    door: Literal["portal", "ops", "desk", "person", "market", "identity"]
    permission: str | None = None


def entrance(view: View) -> Entrance | None:
    """The entrance of a registered view, if it has one of the doors of this module."""
    return cast("Entrance | None", vars(view).get("entrance"))


def _guarded(view: View, *entrance: Any) -> View:
    vars(view)["entrance"] = Entrance(*entrance)
    return view


def permissions() -> Permissions:
    """The permissions of this application."""
    return cast(Permissions, current_app.extensions["muster.permissions"])


def may(name: str) -> bool:
    """May the signed-in person do `name` here? For templates and branches in views."""
    principal = current_principal()
    if principal is None or permissions().waits_for_confirmation(principal, name):
        return False
    company = g.get("company")
    return permissions().allowed(principal, name, company.id if company else None)


def demand(principal: Principal, permission: str, tenant_id: UUID | None = None) -> None:
    """Raise NotAllowed unless `principal` may do `permission` (in company `tenant_id`)."""
    if not permissions().allowed(principal, permission, tenant_id):
        raise NotAllowed
    if permissions().waits_for_confirmation(principal, permission):
        raise NotAllowed(UNCONFIRMED)


def current_principal() -> Principal | None:
    """The signed-in person, if there is one."""
    found: Any = current_user._get_current_object()  # noqa: SLF001 — a proxy looks up at each use
    return cast(Principal, found) if found.is_authenticated else None


def run_as(who: Acting, view: View, *args: Any, **kwargs: Any) -> Response:
    """Run a view as `who` in one unit of work; an answer of 400 or more undoes it."""
    with acting(who):
        try:
            response = make_response(view(*args, **kwargs))
            if response.status_code < 400:
                commit()
            else:
                rollback()
        except BaseException:
            rollback()
            raise
        finally:
            session.remove()
    return response


def sign_in_first() -> Response:
    """Where somebody who is not signed in is sent, to come back afterwards."""
    if request.path.startswith("/api/") or request.headers.get("HX-Request") or _reads_json():
        return Response(status=401)
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return cast(Response, redirect(url_for("account.sign_in", next=target)))


def _reads_json() -> bool:
    accepted = request.accept_mimetypes
    return request.is_json or accepted["application/json"] > accepted["text/html"]


def portal(permission: str) -> Callable[[View], View]:
    """A page of one client company; the route has `<tenant>`, the company's slug."""

    def door(view: View) -> View:
        @wraps(view)
        def enter(tenant: str, **kwargs: Any) -> Response:
            principal = current_principal()
            if principal is None:
                return sign_in_first()
            company = existing(principal.company(tenant))
            demand(principal, permission, company.id)
            g.principal, g.company = principal, company
            read_in(zone=company.time_zone)
            who = Acting(tenant_ids=(company.id,), person_id=principal.person_id)
            return run_as(who, view, **kwargs)

        return _guarded(enter, "portal", permission)

    return door


def ops(permission: str) -> Callable[[View], View]:
    """A page of the operator. Rows of clients are read through `operations_door` only."""

    def door(view: View) -> View:
        @wraps(view)
        def enter(**kwargs: Any) -> Response:
            principal = current_principal()
            if principal is None:
                return sign_in_first()
            if not principal.staff_roles:
                raise NotFound
            demand(principal, permission)
            g.principal = principal
            return run_as(Acting(person_id=principal.person_id, staff=True), view, **kwargs)

        return _guarded(enter, "ops", permission)

    return door


def desk(view: View) -> View:
    """A page of an agent's desk: the rows of all clients whom the agent serves now."""

    @wraps(view)
    def enter(**kwargs: Any) -> Response:
        principal = current_principal()
        if principal is None:
            return sign_in_first()
        if principal.agent_id is None:
            raise NotFound
        g.principal = principal
        who = Acting(tenant_ids=principal.client_ids, person_id=principal.person_id)
        return run_as(who, view, **kwargs)

    return _guarded(enter, "desk")


def person(view: View) -> View:
    """A page of whoever is signed in, about themselves."""

    @wraps(view)
    def enter(**kwargs: Any) -> Response:
        principal = current_principal()
        if principal is None:
            return sign_in_first()
        g.principal = principal
        return run_as(Acting(person_id=principal.person_id), view, **kwargs)

    return _guarded(enter, "person")


def market(view: View) -> View:
    """A public page: published rows of every company, for reading."""

    @wraps(view)
    def enter(**kwargs: Any) -> Response:
        return run_as(Acting(market=True), view, **kwargs)

    return _guarded(enter, "market")


def identity(view: View) -> View:
    """A page for signing in or up, where nobody is known yet."""

    @wraps(view)
    def enter(**kwargs: Any) -> Response:
        return run_as(Acting(identity=True), view, **kwargs)

    return _guarded(enter, "identity")


def consumer(inquiry_id: UUID, view: View, *args: Any, **kwargs: Any) -> Response:
    """Run a view for the consumer of one inquiry, whose signed link was checked."""
    return run_as(Acting(inquiry_id=inquiry_id, market=True), view, *args, **kwargs)
