"""Signing in and out."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.account import actions
from muster.account.actions import SignedIn
from muster.account.attempts import Attempt
from muster.account.blueprint import blueprint
from muster.account.forms import SignInForm
from muster.db import Acting, unit_of_work
from muster.errors import TooMany
from muster.identity import login
from muster.tenancy.doors import current_principal
from muster.web import locale
from muster.web.addresses import local_path

View = Response | tuple[str, int] | str


@blueprint.get("/sign-in")
def sign_in() -> View:
    """The sign-in form; who is signed in already goes on to where they wanted."""
    if current_principal() is not None:
        return go_on(request.args.get("next", ""))
    return _form(SignInForm(data={"next": request.args.get("next", "")}), 200)


@blueprint.post("/sign-in")
def create() -> View:
    """Try to sign in. Whatever is wrong, the answer is the same."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _form(form, 422)
    attempt = Attempt(str(form.email.data), remote_address())
    try:
        attempt.count()
    except TooMany as error:
        form.form_errors.append(error.message)
        return _form(form, error.status)
    with unit_of_work(Acting(identity=True)):
        signed_in = actions.sign_in(
            str(form.email.data),
            str(form.password.data),
            address=remote_address(),
            browser=request.headers.get("User-Agent", ""),
        )
    if signed_in is None:
        form.form_errors.append(_("E-mail or password is not right."))
        return _form(form, 422)
    attempt.succeed()
    return keep(signed_in, go_on(str(form.next.data or "")))


@blueprint.post("/sign-out")
def sign_out() -> View:
    """End this browser's sign-in."""
    principal = current_principal()
    if principal is not None:
        with unit_of_work(Acting(person_id=principal.person_id)):
            actions.sign_out(principal.person_id, principal.session_id)
    login.forget()
    flash(_("You are signed out."), "success")
    return cast(Response, redirect(url_for("account.sign_in"), 303))


def keep(signed_in: SignedIn, response: Response) -> Response:
    """Let the answer carry the new sign-in, and the page speak the person's language."""
    login.remember(signed_in.token)
    if signed_in.locale in locale.LOCALES:
        locale.remember(response, str(signed_in.locale))
    return response


def go_on(wanted: str) -> Response:
    """To the page that somebody wanted to see, if it is one of ours; else to their first page."""
    path = local_path(wanted) if wanted else "/"
    return cast(Response, redirect(path if path != "/" else url_for("account.home"), 303))


def remote_address() -> str:
    """The network address that asks."""
    return request.remote_addr or ""


def _form(form: SignInForm, status: int) -> tuple[str, int]:
    sign_up = current_app.extensions.get("muster.sign_up")
    return render_template("account/sign_in.html", form=form, sign_up=sign_up), status
