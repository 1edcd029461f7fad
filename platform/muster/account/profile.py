"""My account: what I am called, my password, and where I am signed in."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from muster.account import actions, mails
from muster.account.blueprint import blueprint
from muster.account.browsers import describe
from muster.account.forms import PasswordForm, ProfileForm
from muster.account.sign_in import remote_address
from muster.errors import Invalid, TooMany
from muster.identity import sign_ins, throttle
from muster.identity.login import forget
from muster.tenancy.doors import person
from muster.web import locale

QUARTER_SECONDS = 15 * 60
View = Response | tuple[str, int] | str


@blueprint.get("/account")
@person
def show() -> View:
    """The whole page."""
    return _page()


@blueprint.post("/account/profile")
@person
def update() -> View:
    """Change name and language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(profile=form), 422
    chosen = str(form.locale.data)
    actions.describe(g.principal.person_id, name=str(form.name.data), locale=chosen)
    locale.read_in(locale=chosen)
    flash(_("Saved."), "success")
    response = _back()
    locale.remember(response, chosen)
    return response


@blueprint.post("/account/password")
@person
def update_own_password() -> View:
    """Change the password, knowing the old one."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(password=form), 422
    key = f"password:{g.principal.person_id}:{remote_address()}"
    try:
        throttle.check(key, 10, QUARTER_SECONDS)
        changed = actions.change_password(
            g.principal.person_id,
            str(form.known.data),
            str(form.password.data),
            sign_in_id=g.principal.session_id,
        )
    except Invalid as error:
        form.show(error)
        return _page(password=form), error.status
    except TooMany as error:
        form.form_errors.append(error.message)
        return _page(password=form), error.status
    throttle.clear(key)
    mails.password_changed(changed)
    flash(_("Your new password is set. You were signed out everywhere else."), "success")
    return _back()


@blueprint.post("/account/sign-ins/<uuid:sign_in_id>/end")
@person
def end_sign_in(sign_in_id: UUID) -> View:
    """Sign out in one browser, this one or another."""
    actions.sign_out(g.principal.person_id, sign_in_id)
    flash(_("Signed out there."), "success")
    if sign_in_id == g.principal.session_id:
        forget()
        return cast(Response, redirect(url_for("account.sign_in"), 303))
    return _back()


@blueprint.post("/account/sign-ins/others/end")
@person
def end_other_sign_ins() -> View:
    """Sign out everywhere but here."""
    ended = actions.sign_out_elsewhere(g.principal.person_id, but=g.principal.session_id)
    flash(
        ngettext("Signed out in %(num)s browser.", "Signed out in %(num)s browsers.", ended),
        "success",
    )
    return _back()


def _page(*, profile: ProfileForm | None = None, password: PasswordForm | None = None) -> str:
    me = g.principal
    rows = [
        {"row": row, "browser": describe(row.browser), "here": row.id == me.session_id}
        for row in sign_ins.current(me.person_id)
    ]
    return render_template(
        "account/show.html",
        me=me,
        profile=profile
        or ProfileForm(formdata=None, data={"name": me.name, "locale": locale.locale_code()}),
        password=password or PasswordForm(formdata=None),
        sign_ins=sorted(rows, key=lambda each: not each["here"]),
    )


def _back() -> Response:
    return cast(Response, redirect(url_for("account.show"), 303))
