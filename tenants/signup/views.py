"""Signing a company up, in one page."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, render_template, request

from muster.account import actions as account
from muster.account import mails
from muster.account.sign_in import keep, remote_address
from muster.db import Acting, rollback, uuid7
from muster.errors import Invalid, TooMany
from muster.identity import links, people, throttle
from muster.identity.links import Purpose
from muster.tenancy import slugs
from muster.tenancy.doors import current_principal, identity, run_as
from tenants.signup import actions, queries
from tenants.signup.companies import NewCompany
from tenants.signup.forms import CompanyForm, SignUpForm

HOUR_SECONDS = 3600
ADDRESS_LIMIT = 30
SLUG_LIMIT = 300
View = Response | tuple[str, int] | str

blueprint = Blueprint("signup", __name__, template_folder="templates")


@blueprint.get("/sign-up")
def new() -> View:
    """The form; who is signed in is not asked who they are."""
    return _page(_form(), 200)


@blueprint.post("/sign-up")
def create() -> View:
    """Create the company, and the person if new, and let them in."""
    company_id = uuid7()
    principal = current_principal()
    who = Acting(
        tenant_ids=(company_id,),
        person_id=principal.person_id if principal else None,
        identity=True,
    )
    return run_as(who, _create, company_id)


@blueprint.get("/sign-up/slug")
@identity
def slug() -> Response:
    """A slug for a company name, free at the moment."""
    throttle.check(f"slug:{remote_address()}", SLUG_LIMIT, HOUR_SECONDS)
    suggested = slugs.suggest(request.args.get("name", "")[:200])
    while queries.slug_is_taken(suggested):
        suggested = slugs.another(suggested)
    return jsonify(slug=suggested)


def _create(company_id: UUID) -> View:
    form = _form()
    if not form.validate_on_submit():
        _show_if_taken(form)
        return _page(form, 422)
    try:
        throttle.check(f"sign-up:{remote_address()}", ADDRESS_LIMIT, HOUR_SECONDS)
        return _sign_up(form, company_id)
    except Invalid as error:
        rollback()
        if error.field != "slug":
            _show_if_taken(form)
        return (_again(form) if error.field == "email" else None) or _with(form, error)
    except TooMany as error:
        form.form_errors.append(error.message)
        return _page(form, error.status)


def _show_if_taken(form: CompanyForm) -> None:
    """Tell a taken slug together with what else is wrong; addresses of companies are public."""
    if not form.slug.data or form.slug.errors:
        return
    try:
        throttle.check(f"slug:{remote_address()}", SLUG_LIMIT, HOUR_SECONDS)
    except TooMany:
        return  # it is told once the rest is right
    if queries.slug_is_taken(form.slug.data.lower()):
        form.show(Invalid("slug", actions.TAKEN))


def _sign_up(form: CompanyForm, company_id: UUID) -> Response:
    principal = current_principal()
    if principal is not None:
        known = actions.repeated(principal.person_id, str(form.name.data))
        return _portal(known or _company(form, company_id, principal.person_id))
    described = _describe(form, company_id)  # before the person is made: its errors come first
    person_id = people.add(
        str(form.email.data),
        str(form.owner_name.data),
        password=str(form.password.data),
        locale=described.locale,
    )
    signed_in = account.begin(people.get(person_id), **_browser())
    company = actions.sign_up(described, person_id, slug_was_chosen=bool(form.slug.data))
    mails.confirmation(people.get(person_id), links.issue(person_id, Purpose.CONFIRM_EMAIL))
    return keep(signed_in, _portal(company.slug))


def _company(form: CompanyForm, company_id: UUID, owner_id: UUID) -> str:
    described = _describe(form, company_id)
    return actions.sign_up(described, owner_id, slug_was_chosen=bool(form.slug.data)).slug


def _describe(form: CompanyForm, company_id: UUID) -> NewCompany:
    names = ("name", "slug", "locale", "time_zone", "currency", "phone")
    return actions.describe(company_id, **{name: str(form[name].data or "") for name in names})


def _again(form: CompanyForm) -> Response | None:
    """The same form sent twice: the second time leads where the first one did."""
    if not isinstance(form, SignUpForm):
        return None
    person = people.prove(str(form.email.data), str(form.password.data))
    slug = actions.repeated(person.id, str(form.name.data)) if person else None
    if person is None or slug is None:
        return None
    return keep(account.begin(person, **_browser()), _portal(slug))


def _browser() -> dict[str, str]:
    return {"address": remote_address(), "browser": request.headers.get("User-Agent", "")}


def _portal(slug: str) -> Response:
    return cast(Response, redirect(f"/portal/{slug}", 303))


def _form() -> CompanyForm:
    form = CompanyForm() if current_principal() is not None else SignUpForm()
    form.offer()
    return form


def _with(form: CompanyForm, error: Invalid) -> View:
    form.show(error)
    return _page(form, error.status)


def _page(form: CompanyForm, status: int) -> tuple[str, int]:
    return render_template("signup/new.html", form=form, root=request.host), status
