"""/ops/coaching: the operator's notes, for the agents of every company."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.coaching import actions
from muster.coaching.actions import AnyNote
from muster.coaching.forms import NoteForm
from muster.tenancy.doors import ops

blueprint = Blueprint(
    "ops_coaching", __name__, url_prefix="/ops/coaching", template_folder="templates"
)


@blueprint.get("")
@ops("coaching.see_all")
def index() -> str:
    """All notes, by language."""
    return render_template("coaching/ops/index.html", notes=actions.of_operator())


@blueprint.get("/new")
@ops("coaching.edit_all")
def new() -> str:
    """An empty note."""
    return _page(NoteForm.blank())


@blueprint.post("")
@ops("coaching.edit_all")
def create() -> Any:
    """Add it."""
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.write(None, form.words(), note_id=form.note_id())
            return _back(_("Saved."))
    return _page(form), 422


@blueprint.post("/defaults")
@ops("coaching.edit_all")
def create_defaults() -> Any:
    """Add the notes that come with Muster."""
    added = actions.add_defaults()
    return _back(_("Added: %(count)s.", count=added))


@blueprint.get("/<uuid:culture_note_id>")
@ops("coaching.edit_all")
def edit(culture_note_id: UUID) -> str:
    """A note to change."""
    note = actions.find(None, culture_note_id)
    return _page(NoteForm.of(note), note)


@blueprint.post("/<uuid:culture_note_id>")
@ops("coaching.edit_all")
def update(culture_note_id: UUID) -> Any:
    """Change it."""
    note = actions.find(None, culture_note_id)
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.change(None, culture_note_id, form.words())
            return _back(_("Saved."))
    return _page(form, note), 422


@blueprint.post("/<uuid:culture_note_id>/removal")
@ops("coaching.edit_all")
def create_removal(culture_note_id: UUID) -> Any:
    """Remove it for good."""
    actions.remove(None, culture_note_id)
    return _back(_("Removed."))


def _page(form: NoteForm, note: AnyNote | None = None) -> str:
    return render_template("coaching/ops/form.html", form=form, note=note)


def _back(told: str) -> Any:
    flash(told, "success")
    return redirect(url_for("ops_coaching.index"), code=303)
