"""Confirming an e-mail address by a link."""

from __future__ import annotations

from typing import cast

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from muster.account import actions, mails
from muster.account.blueprint import blueprint
from muster.identity import links, people, throttle
from muster.identity.links import Purpose
from muster.tenancy.doors import current_principal, identity, sign_in_first
from muster.web.addresses import here

HOUR_SECONDS = 3600
View = Response | AnyResponse | tuple[str, int] | str


@blueprint.post("/e-mail-confirmations")
@identity
def create_confirmation() -> View:
    """Send the signed-in person the link once more."""
    principal = current_principal()
    if principal is None:
        return sign_in_first()
    throttle.check(f"confirmation:{principal.person_id}", 5, HOUR_SECONDS)
    mails.confirmation(*actions.ask_for_confirmation(principal.person_id))
    flash(_("A new link is on its way to %(email)s.", email=principal.email), "success")
    return cast(Response, redirect(here(), 303))


@blueprint.get("/e-mail-confirmations/<token>")
@identity
def confirmation(token: str) -> View:
    """Ask to confirm with a click: programs that look into mail follow links, people click."""
    person_id = links.owner(token, Purpose.CONFIRM_EMAIL)
    if person_id is None:
        return _dead_link()
    return render_template("account/confirmation.html", person=people.get(person_id))


@blueprint.post("/e-mail-confirmations/<token>")
@identity
def update_confirmation(token: str) -> View:
    """Confirm the address."""
    if actions.confirm_email(token) is None:
        return _dead_link()
    flash(_("Thank you, your address is confirmed."), "success")
    return cast(Response, redirect(url_for("account.home"), 303))


def _dead_link() -> View:
    principal = current_principal()
    if principal is not None and principal.confirmed:
        flash(_("Your address is confirmed already."), "info")
        return cast(Response, redirect(url_for("account.home"), 303))
    return render_template("account/link_expired.html", again="account.home"), 410
