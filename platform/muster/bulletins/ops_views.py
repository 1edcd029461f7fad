"""/ops/bulletins: what the operator tells the agents of several companies."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.bulletins import actions, queries
from muster.bulletins.forms import BulletinForm, OperatorBulletinForm
from muster.bulletins.models import Bulletin
from muster.db import Acting, acting_within
from muster.errors import existing
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door

blueprint = Blueprint(
    "ops_bulletins", __name__, url_prefix="/ops/bulletins", template_folder="templates"
)


@blueprint.get("")
@ops("bulletins.see_all")
def index() -> str:
    """What was told, and how far it has been read, company by company."""
    with operations_door("bulletins") as across:
        rows = queries.of_operator(across)
        names = {row["id"]: row["name"] for row in queries.companies_with_seats(across)}
    batches: dict[UUID, list[Any]] = {}
    for row in rows:
        batches.setdefault(row["batch_id"], []).append(row)
    return render_template("bulletins/ops/index.html", batches=batches, names=names)


@blueprint.get("/new")
@ops("bulletins.pin_all")
def new() -> str:
    """An empty bulletin."""
    return _page(_offered(OperatorBulletinForm.blank()))


@blueprint.post("")
@ops("bulletins.pin_all")
def create() -> Any:
    """Pin it for the agents of the chosen companies."""
    form = _offered(OperatorBulletinForm())
    if form.validate_on_submit():
        with form.refusals():
            chosen = form.chosen()
            with _acting_for(chosen):
                actions.pin(
                    chosen,
                    form.words(),
                    form.due(),
                    batch_id=form.batch_id(),
                    person_id=g.principal.person_id,
                    by_operator=True,
                    for_everybody=bool(form.everybody.data),
                )
            flash(_("Pinned. It stands on the desks now."), "success")
            return redirect(url_for("ops_bulletins.index"), code=303)
    return _page(form), 422


@blueprint.get("/<uuid:batch_id>")
@ops("bulletins.see_all")
def show(batch_id: UUID) -> str:
    """One of them: its text, who has read it when at which company, with the answers."""
    with operations_door(f"bulletin {batch_id}") as across:
        everywhere, shown = _find(across, batch_id)
        ids = [each.id for each in everywhere]
        return render_template(
            "bulletins/ops/show.html",
            shown=shown,
            readers=queries.readers(across, ids),
            answers=queries.answers(across, ids),
            names={row["id"]: row["name"] for row in queries.companies_with_seats(across)},
        )


@blueprint.get("/<uuid:batch_id>/edit")
@ops("bulletins.pin_all")
def edit(batch_id: UUID) -> str:
    """Its text, to be changed for all companies that have it."""
    shown, _companies = _everywhere(batch_id)
    return _page(BulletinForm.of(shown), shown)


@blueprint.post("/<uuid:batch_id>")
@ops("bulletins.pin_all")
def update(batch_id: UUID) -> Any:
    """Change it everywhere."""
    shown, companies = _everywhere(batch_id)
    form = BulletinForm()
    if form.validate_on_submit():
        with form.refusals():
            with _acting_for(companies):
                actions.revise(
                    batch_id,
                    form.words(),
                    form.due(shown.bulletin.due_at),
                    by_operator=True,
                    read_again=bool(form.read_again.data),
                    person_id=g.principal.person_id,
                )
            flash(_("Changed. The new text stands on the desks now."), "success")
            return redirect(url_for("ops_bulletins.show", batch_id=batch_id), code=303)
    return _page(form, shown), 422


@blueprint.post("/<uuid:batch_id>/withdrawal")
@ops("bulletins.pin_all")
def create_withdrawal(batch_id: UUID) -> Any:
    """Ask nobody to read it any more, at no company."""
    _shown, companies = _everywhere(batch_id)
    with _acting_for(companies):
        actions.withdraw(batch_id, by_operator=True)
    return redirect(url_for("ops_bulletins.index"), code=303)


@blueprint.post("/<uuid:batch_id>/reminders")
@ops("bulletins.pin_all")
def create_reminder(batch_id: UUID) -> Any:
    """Call all who have not read it, at every company."""
    _shown, companies = _everywhere(batch_id)
    with _acting_for(companies):
        called = actions.remind(batch_id, by_operator=True)
    flash(_("Reminded: %(count)s.", count=called), "success")
    return redirect(url_for("ops_bulletins.show", batch_id=batch_id), code=303)


def _find(across: queries.Source, batch_id: UUID) -> tuple[Sequence[Bulletin], queries.Shown]:
    everywhere = queries.batch(across, batch_id)
    shown = existing(queries.shown(across, everywhere[0].id) if everywhere else None)
    return everywhere, shown


def _everywhere(batch_id: UUID) -> tuple[queries.Shown, Sequence[UUID]]:
    with operations_door(f"bulletin {batch_id}") as across:
        everywhere, shown = _find(across, batch_id)
        return shown, [each.tenant_id for each in everywhere]


def _offered(form: OperatorBulletinForm) -> OperatorBulletinForm:
    with operations_door("companies with seats") as across:
        found = queries.companies_with_seats(across)
    return form.offer([(str(row["id"]), row["name"]) for row in found])


def _acting_for(tenant_ids: Sequence[UUID]) -> AbstractContextManager[None]:
    who = Acting(tenant_ids=tuple(tenant_ids), person_id=g.principal.person_id, staff=True)
    return acting_within(who)


def _page(form: BulletinForm, shown: queries.Shown | None = None) -> str:
    return render_template("bulletins/ops/form.html", form=form, shown=shown)
