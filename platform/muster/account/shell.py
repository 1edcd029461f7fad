"""What stands around every page for whoever is signed in."""

from __future__ import annotations

from flask import current_app, g, request, url_for
from flask_babel import gettext as _

from muster.account.places import DESK, OPS, places_of
from muster.tenancy.doors import current_principal
from muster.tenancy.principal import Company, Principal
from muster.web.shell import Banner, Choice, Person, Shell


def describe() -> Shell:
    """The shell of the current request."""
    principal = current_principal()
    sign_up = current_app.extensions.get("muster.sign_up")
    if principal is None:
        return Shell(
            sign_in_url=url_for("account.sign_in"), sign_up_url=url_for(sign_up) if sign_up else ""
        )
    company: Company | None = g.get("company")
    return Shell(
        person=Person(
            name=principal.name,
            hint=principal.email,
            account_url=url_for("account.show"),
            sign_out_url=url_for("account.sign_out"),
        ),
        tenant=company.name if company else "",
        tenant_accent=company.color if company else "",
        tenants=tuple(_tenant(each, company) for each in principal.companies),
        doors=_doors(principal),
        banner=_banner(principal),
    )


def _tenant(company: Company, current: Company | None) -> Choice:
    return Choice(company.name, f"/portal/{company.slug}", current=company == current)


def _doors(principal: Principal) -> tuple[Choice, ...]:
    """The operator's doors, and from there the companies, which the portal's switch shows."""
    inside = request.path.split("/")[1]
    places = places_of(principal)
    if inside == "portal":
        places = [place for place in places if place.url in (OPS, DESK)]
    return tuple(
        Choice(place.label, place.url, current=place.url == f"/{inside}") for place in places
    )


def _banner(principal: Principal) -> Banner | None:
    if principal.confirmed:
        return None
    return Banner(
        text=_(
            "Confirm your address: open the link that we sent to %(email)s. Until then you can "
            "prepare everything, but not publish or invite.",
            email=principal.email,
        ),
        url=url_for("account.create_confirmation"),
        action=_("Send the link again"),
    )
