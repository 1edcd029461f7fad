"""A new password by a link from a mail."""

from __future__ import annotations

from typing import cast

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.account import actions, mails
from muster.account.blueprint import blueprint
from muster.account.forms import NewPasswordForm, ResetRequestForm
from muster.account.sign_in import remote_address
from muster.errors import TooMany
from muster.identity import links, throttle
from muster.identity.links import Purpose
from muster.identity.login import forget, hash_token
from muster.tenancy.doors import identity

HOUR_SECONDS = 3600
View = Response | tuple[str, int] | str


@blueprint.get("/password-resets")
def password_resets() -> View:
    """The form that asks for a link."""
    return render_template("account/password_resets.html", form=ResetRequestForm())


@blueprint.post("/password-resets")
@identity
def create_password_reset() -> View:
    """Send a link, if there is anybody to send it to; the answer does not tell."""
    form = ResetRequestForm()
    if not form.validate_on_submit():
        return render_template("account/password_resets.html", form=form), 422
    email = str(form.email.data)
    try:
        throttle.check(f"reset:address:{remote_address()}", 30, HOUR_SECONDS)
        throttle.check(f"reset:account:{hash_token(email.lower())[:32]}", 5, HOUR_SECONDS)
    except TooMany as error:
        form.form_errors.append(error.message)
        return render_template("account/password_resets.html", form=form), error.status
    asked = actions.ask_for_reset(email)
    if asked is not None:
        mails.reset(*asked)
    return render_template("account/password_reset_sent.html", email=email)


@blueprint.get("/password-resets/<token>")
@identity
def password_reset(token: str) -> View:
    """The form for the new password; a link that does not work says so."""
    if links.owner(token, Purpose.RESET_PASSWORD) is None:
        return render_template("account/link_expired.html", again="account.password_resets"), 410
    return render_template("account/password_reset.html", form=NewPasswordForm())


@blueprint.post("/password-resets/<token>")
@identity
def update_password(token: str) -> View:
    """Set the new password. Every sign-in ends, this browser's too."""
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            person = actions.reset_password(token, str(form.password.data))
            if person is None:
                return render_template(
                    "account/link_expired.html", again="account.password_resets"
                ), 410
            mails.password_changed(person)
            forget()
            flash(_("Your new password is set. Sign in with it."), "success")
            return cast(Response, redirect(url_for("account.sign_in"), 303))
    return render_template("account/password_reset.html", form=form), 422
