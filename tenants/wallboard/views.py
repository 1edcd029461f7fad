"""/portal/<tenant>/wallboards: the links to the company's wallboard."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.errors import Conflict, Invalid
from muster.tenancy.doors import portal
from tenants.wallboard import actions
from tenants.wallboard.forms import LinkForm

blueprint = Blueprint(
    "wallboards", __name__, url_prefix="/portal/<tenant>/wallboards", template_folder="templates"
)


@blueprint.get("")
@portal("wallboards.edit")
def index() -> str:
    """All links, and a form for one more."""
    return _page(LinkForm.blank())


@blueprint.post("")
@portal("wallboards.edit")
def create() -> Any:
    """Make a link, and show it this once."""
    form = LinkForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        token = actions.create(
            g.company.id,
            str(form.name.data),
            int(form.days.data),
            link_id=form.link_id(),
            person_id=g.principal.person_id,
        )
    except (Invalid, Conflict) as problem:
        form.show(problem if isinstance(problem, Invalid) else Invalid("name", problem.message))
        return _page(form), problem.status
    address = url_for("wallboard.show", token=token, _external=True)
    response = _page(LinkForm.blank(), address)
    return response, 201, {"Cache-Control": "no-store"}


@blueprint.post("/<uuid:link_id>/revocation")
@portal("wallboards.edit")
def create_revocation(link_id: UUID) -> Any:
    """Let it open nothing any more."""
    actions.revoke(g.company.id, link_id)
    flash(_("Revoked. Its television goes blank within seconds."), "success")
    return redirect(url_for("wallboards.index", tenant=g.company.slug), code=303)


def _page(form: LinkForm, address: str = "") -> str:
    return render_template(
        "wallboard/index.html",
        form=form,
        links=actions.all_of(g.company.id),
        address=address,
        now=datetime.now(UTC),
    )
