"""/portal/<tenant>/coaching: the company's own notes, and those that the operator gives."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.coaching import actions
from muster.coaching.actions import AnyNote
from muster.coaching.forms import NoteForm
from muster.tenancy.doors import portal

blueprint = Blueprint(
    "coaching", __name__, url_prefix="/portal/<tenant>/coaching", template_folder="templates"
)


@blueprint.get("")
@portal("coaching.see")
def index() -> str:
    """The company's notes and the operator's, by language."""
    return render_template(
        "tenant_coaching/index.html",
        notes=actions.of_company(g.company.id),
        general=actions.of_operator(),
    )


@blueprint.get("/new")
@portal("coaching.edit")
def new() -> str:
    """An empty note."""
    return _page(NoteForm.blank())


@blueprint.post("")
@portal("coaching.edit")
def create() -> Any:
    """Add it."""
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.write(g.company.id, form.words(), note_id=form.note_id())
            return _back(_("Saved."))
    return _page(form), 422


@blueprint.get("/<uuid:note_id>")
@portal("coaching.edit")
def edit(note_id: UUID) -> str:
    """A note to change."""
    note = actions.find(g.company.id, note_id)
    return _page(NoteForm.of(note), note)


@blueprint.post("/<uuid:note_id>")
@portal("coaching.edit")
def update(note_id: UUID) -> Any:
    """Change it."""
    note = actions.find(g.company.id, note_id)
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.change(g.company.id, note_id, form.words())
            return _back(_("Saved."))
    return _page(form, note), 422


@blueprint.post("/<uuid:note_id>/removal")
@portal("coaching.edit")
def create_removal(note_id: UUID) -> Any:
    """Remove it for good."""
    actions.remove(g.company.id, note_id)
    return _back(_("Removed."))


def _page(form: NoteForm, note: AnyNote | None = None) -> str:
    return render_template("tenant_coaching/form.html", form=form, note=note)


def _back(told: str) -> Any:
    flash(told, "success")
    return redirect(url_for("coaching.index", tenant=g.company.slug), code=303)
