"""/ops/talent-pool: cohorts of students at the partner colleges."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.academy import cohorts
from muster.academy.forms import CohortForm, today
from muster.academy.models import Cohort
from muster.db import session
from muster.tenancy.doors import ops
from muster.workforce import skill_names
from muster.workforce.forms import language_choices

blueprint = Blueprint(
    "ops_cohorts", __name__, url_prefix="/ops/talent-pool", template_folder="templates"
)


@blueprint.get("")
@ops("academy.see")
def index() -> str:
    """Cohorts, those who graduate next first: `?college=`, `?language=`; `?after=` continues."""
    college = request.args.get("college", "")[:120]
    language = request.args.get("language", "")[:3]
    rows, after = cohorts.page(
        session, college=college, language=language, after=request.args.get("after", type=UUID)
    )
    return render_template(
        "academy/cohorts/index.html",
        rows=rows,
        after=after,
        colleges=cohorts.colleges(),
        college=college,
        language=language,
        languages=language_choices(),
        today=today(),
        skill_names=skill_names.by_code(),
    )


@blueprint.get("/new")
@ops("cohorts.edit")
def new() -> str:
    """An empty cohort."""
    return _form(CohortForm.make(blank=True))


@blueprint.post("")
@ops("cohorts.edit")
def create() -> Any:
    """Enter a cohort."""
    form = CohortForm.make()
    if form.validate_on_submit():
        with form.refusals():
            cohorts.create_cohort(form.code.data, form.terms())
            return _done()
    return _form(form), 422


@blueprint.get("/<uuid:cohort_id>")
@ops("cohorts.edit")
def edit(cohort_id: UUID) -> str:
    """A cohort to change."""
    cohort = cohorts.find_cohort(cohort_id)
    return _form(CohortForm.make(cohort, blank=True), cohort)


@blueprint.post("/<uuid:cohort_id>")
@ops("cohorts.edit")
def update(cohort_id: UUID) -> Any:
    """Change it."""
    cohort = cohorts.find_cohort(cohort_id)
    form = CohortForm.make(cohort)
    if form.validate_on_submit():
        with form.refusals():
            cohorts.change_cohort(cohort_id, form.terms())
            return _done()
    return _form(form, cohort), 422


def _form(form: CohortForm, cohort: Cohort | None = None) -> str:
    return render_template("academy/cohorts/form.html", form=form, cohort=cohort)


def _done() -> Any:
    flash(_("Saved."), "success")
    return redirect(url_for("ops_cohorts.index"), code=303)
