"""Where a person may go: their companies, the desk, operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Response, current_app, g, redirect, render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from muster.account.blueprint import blueprint
from muster.tenancy.doors import person
from muster.tenancy.principal import Company, Principal

OPS, DESK = "/ops", "/desk"


@dataclass(frozen=True, slots=True)
class Place:
    """One door that stands open."""

    label: str | LazyString
    url: str
    icon: str
    hint: str | LazyString = ""
    color: str = ""


@blueprint.get("/home")
@person
def home() -> Response | str:
    """To the only place a person has, or a page to choose from."""
    places = places_of(g.principal)
    if len(places) == 1:
        return cast(Response, redirect(places[0].url))
    sign_up = current_app.extensions.get("muster.sign_up")
    return render_template("account/home.html", places=places, me=g.principal, sign_up=sign_up)


def places_of(principal: Principal) -> list[Place]:
    """All places of a person, the operator's first."""
    places = []
    if principal.agent_id is not None:
        places.append(Place(_l("Desk"), DESK, "headset", _l("Answer customers")))
    if principal.staff_roles - {"agent"}:
        places.append(
            Place(_l("Operations"), OPS, "building-community", _l("The operator's pages"))
        )
    return places + [company_place(company) for company in principal.companies]


def company_place(company: Company) -> Place:
    """The portal of one company."""
    return Place(company.name, f"/portal/{company.slug}", "building-store", "", company.color)
