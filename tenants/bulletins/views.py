"""/portal/<tenant>/bulletins: what the company's agents must read, and who has."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.bulletins import actions, queries
from muster.bulletins.forms import BulletinForm
from muster.db import session
from muster.errors import NotAllowed, existing
from muster.tenancy.doors import portal

blueprint = Blueprint(
    "bulletins", __name__, url_prefix="/portal/<tenant>/bulletins", template_folder="templates"
)


@blueprint.get("")
@portal("bulletins.see")
def index() -> str:
    """All bulletins, with how far each has been read."""
    return render_template(
        "tenant_bulletins/index.html", bulletins=queries.of_company(g.company.id)
    )


@blueprint.get("/new")
@portal("bulletins.pin")
def new() -> str:
    """An empty bulletin."""
    return _page(BulletinForm.blank())


@blueprint.post("")
@portal("bulletins.pin")
def create() -> Any:
    """Pin it for the company's agents."""
    form = BulletinForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.pin(
                [g.company.id],
                form.words(),
                form.due(),
                batch_id=form.batch_id(),
                person_id=g.principal.person_id,
            )
            flash(_("Pinned. It stands on your agents' desks now."), "success")
            return redirect(url_for("bulletins.index", tenant=g.company.slug), code=303)
    return _page(form), 422


@blueprint.get("/<uuid:bulletin_id>")
@portal("bulletins.see")
def show(bulletin_id: UUID) -> str:
    """One bulletin: its text, who has read it when, with the answers."""
    shown = _find(bulletin_id)
    return render_template(
        "tenant_bulletins/show.html",
        shown=shown,
        readers=queries.readers(session, [bulletin_id]),
        answers=queries.answers(session, [bulletin_id]),
    )


@blueprint.get("/<uuid:bulletin_id>/edit")
@portal("bulletins.pin")
def edit(bulletin_id: UUID) -> str:
    """A bulletin to change."""
    shown = _find(bulletin_id)
    return _page(BulletinForm.of(shown), shown)


@blueprint.post("/<uuid:bulletin_id>")
@portal("bulletins.pin")
def update(bulletin_id: UUID) -> Any:
    """Give it a new text."""
    shown = _own(bulletin_id)
    form = BulletinForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.revise(
                shown.bulletin.batch_id,
                form.words(),
                form.due(shown.bulletin.due_at),
                by_operator=False,
                read_again=bool(form.read_again.data),
                person_id=g.principal.person_id,
            )
            flash(_("Changed. The new text stands on your agents' desks now."), "success")
            return _back(bulletin_id)
    return _page(form, shown), 422


@blueprint.post("/<uuid:bulletin_id>/withdrawal")
@portal("bulletins.pin")
def create_withdrawal(bulletin_id: UUID) -> Any:
    """Ask nobody to read it any more."""
    actions.withdraw(_own(bulletin_id).bulletin.batch_id, by_operator=False)
    return redirect(url_for("bulletins.index", tenant=g.company.slug), code=303)


@blueprint.post("/<uuid:bulletin_id>/reminders")
@portal("bulletins.pin")
def create_reminder(bulletin_id: UUID) -> Any:
    """Call those agents who have not read it."""
    called = actions.remind(_find(bulletin_id).bulletin.batch_id)
    flash(_("Reminded: %(count)s.", count=called), "success")
    return _back(bulletin_id)


def _find(bulletin_id: UUID) -> queries.Shown:
    return existing(queries.shown(session, bulletin_id))


def _own(bulletin_id: UUID) -> queries.Shown:
    shown = _find(bulletin_id)
    if shown.bulletin.by_operator:
        raise NotAllowed(_("The operator has pinned this one; only the operator can change it."))
    return shown


def _page(form: BulletinForm, shown: queries.Shown | None = None) -> str:
    return render_template("tenant_bulletins/form.html", form=form, shown=shown)


def _back(bulletin_id: UUID) -> Any:
    address = url_for("bulletins.show", tenant=g.company.slug, bulletin_id=bulletin_id)
    return redirect(address, code=303)
