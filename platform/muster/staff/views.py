"""/ops/staff: who works for the operator, and what they may do."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import Conflict, Invalid
from muster.staff import actions, mails, queries
from muster.staff.forms import ColleagueForm, RolesForm
from muster.tenancy.doors import ops
from muster.tenancy.roles import staff_role

blueprint = Blueprint("staff", __name__, url_prefix="/ops/staff", template_folder="templates")


@blueprint.get("")
@ops("staff.see")
def index() -> str:
    """The staff by address; `?q=` searches, `?after=` continues."""
    search = request.args.get("q", "").strip()[:200]
    found, after = queries.colleagues(search, request.args.get("after", ""))
    return render_template(
        "staff/index.html",
        colleagues=found,
        after=after,
        search=search,
        total=queries.count(),
        role_name=staff_role,
    )


@blueprint.get("/new")
@ops("staff.manage")
def new() -> str:
    """Somebody new."""
    form = ColleagueForm(formdata=None)
    form.offer()
    return render_template("staff/new.html", form=form)


@blueprint.post("")
@ops("staff.manage")
def create() -> Any:
    """Add somebody; who has no password yet gets a link by mail."""
    form = ColleagueForm()
    form.offer()
    if form.validate_on_submit():
        with form.refusals():
            added = actions.add(str(form.email.data), str(form.name.data), form.roles.data or ())
            mails.welcome(added)
            flash(_("%(name)s belongs to the staff now.", name=added.name), "success")
            return _back()
    return render_template("staff/new.html", form=form), 422


@blueprint.get("/<uuid:person_id>")
@ops("staff.manage")
def edit(person_id: UUID) -> str:
    """The roles of one person."""
    form = RolesForm(formdata=None, data={"roles": sorted(actions.roles_of(person_id))})
    return _page(person_id, form)


@blueprint.post("/<uuid:person_id>")
@ops("staff.manage")
def update(person_id: UUID) -> Any:
    """Change them; none at all means that the person leaves the staff."""
    actions.find(person_id)
    form = RolesForm()
    form.offer()
    if not form.validate_on_submit():
        return _page(person_id, form), 422
    try:
        actions.set_roles(person_id, form.roles.data or ())
    except Invalid as error:
        form.show(error)
        return _page(person_id, form), error.status
    except Conflict as error:
        form.form_errors.append(error.message)
        return _page(person_id, form), error.status
    flash(_("Saved."), "success")
    if person_id == g.principal.person_id:
        return redirect(url_for("account.home"), 303)
    return _back()


def _page(person_id: UUID, form: RolesForm) -> str:
    form.offer()
    return render_template("staff/edit.html", form=form, person=actions.find(person_id))


def _back() -> Response:
    return cast(Response, redirect(url_for("staff.index"), 303))
