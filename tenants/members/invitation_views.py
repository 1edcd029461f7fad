"""/invitations/<token>: joining a company by the link from a mail."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.account import actions as account
from muster.account.sign_in import keep, remote_address
from muster.errors import NotFound
from muster.identity import people
from muster.tenancy.doors import current_principal, identity
from muster.tenancy.roles import member_role
from muster.web.locale import locale_code
from tenants.members import invitations, queries
from tenants.members.forms import IntroductionForm
from tenants.members.queries import Offered

blueprint = Blueprint(
    "invitations", __name__, url_prefix="/invitations/<token>", template_folder="templates"
)


@blueprint.get("")
@identity
def show(token: str) -> Any:
    """What is offered, and what there is to do: join, sign in first, or say who one is."""
    offered = queries.offered(token)
    if offered is None or not offered.works:
        return _dead_link(offered)
    return _page(token, offered, IntroductionForm(formdata=None))


@blueprint.post("")
@identity
def accept(token: str) -> Any:
    """Join, as whoever is signed in or as somebody new."""
    offered = queries.offered(token)
    if offered is None or not offered.works:
        return _dead_link(offered)
    principal = current_principal()
    if principal is not None:
        if principal.email != offered.email:
            return _page(token, offered, IntroductionForm(formdata=None)), 403
        invitations.accept(token, people.get(principal.person_id))
        return _welcome(offered)
    return _introduce(token, offered)


def _introduce(token: str, offered: Offered) -> Any:
    form = IntroductionForm()
    if form.validate_on_submit():
        with form.refusals():
            person = invitations.introduce(
                offered.email, str(form.name.data), str(form.password.data), locale_code()
            )
            invitations.accept(token, person)
            browser = request.headers.get("User-Agent", "")
            signed_in = account.begin(person, address=remote_address(), browser=browser)
            return keep(signed_in, _welcome(offered))
    return _page(token, offered, form), 422


def _welcome(offered: Offered) -> Response:
    flash(_("Welcome to %(company)s.", company=offered.company), "success")
    return cast(Response, redirect(f"/portal/{offered.slug}", 303))


def _dead_link(offered: Offered | None) -> Any:
    if offered is None:
        raise NotFound
    principal = current_principal()
    if offered.accepted and principal is not None and principal.company(offered.slug):
        return redirect(f"/portal/{offered.slug}", 303)
    return render_template("members/invitation_expired.html", offered=offered), 410


def _page(token: str, offered: Offered, form: IntroductionForm) -> str:
    return render_template(
        "members/invitation.html",
        offered=offered,
        form=form,
        role=member_role(offered.role),
        principal=current_principal(),
        this_page=url_for("invitations.show", token=token),
    )
