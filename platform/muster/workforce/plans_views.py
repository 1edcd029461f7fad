"""/ops/plans: the price list as operations keep it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.tenancy.doors import ops
from muster.tenancy.hours import DAYS
from muster.web.locale import reads_chinese
from muster.workforce import agents, plans
from muster.workforce.models import SeatPlan, Skill
from muster.workforce.plan_forms import CHANNELS, PlanForm
from muster.workforce.windows import said

blueprint = Blueprint("ops_plans", __name__, url_prefix="/ops/plans", template_folder="templates")


def skill_choices() -> list[tuple[str, str]]:
    """Skills by code, named in the reader's language."""
    return [(skill.code, skill_name(skill)) for skill in agents.all_skills()]


def skill_name(skill: Skill) -> str:
    """A skill's name in the reader's language."""
    return skill.name_zh if reads_chinese() else skill.name_en


@blueprint.get("")
@ops("plans.see")
def index() -> str:
    """Every plan, published or not."""
    return render_template(
        "workforce/plans/index.html",
        families=_families(plans.all_plans()),
        window_said=said,
        channels=dict(CHANNELS),
        today=datetime.now(UTC).date(),
    )


def _families(rows: Sequence[SeatPlan]) -> list[list[SeatPlan]]:
    """Each plan with its versions, the latest first."""
    return [list(versions) for _code, versions in groupby(rows, key=lambda plan: plan.code)]


@blueprint.get("/new")
@ops("plans.edit")
def new() -> str:
    """An empty plan."""
    return _form(PlanForm(formdata=None).offer(skill_choices()))


@blueprint.post("")
@ops("plans.edit")
def create() -> Any:
    """Add a plan."""
    form = PlanForm().offer(skill_choices())
    if form.validate():
        with form.refusals():
            plans.create_plan(form.code.data or "", form.terms())
            flash(_("The plan is on the list. Publish it when it is ready."), "success")
            return redirect(url_for("ops_plans.index"), code=303)
    return _form(form), 422


@blueprint.get("/<uuid:plan_id>/edit")
@ops("plans.edit")
def edit(plan_id: UUID) -> str:
    """A plan to change."""
    form = PlanForm(formdata=None).offer(skill_choices())
    plan = plans.find_plan(plan_id)
    return _form(form.fill(plan), plan)


@blueprint.post("/<uuid:plan_id>")
@ops("plans.edit")
def update(plan_id: UUID) -> Any:
    """Change a plan for those who rent from now on."""
    form = PlanForm().offer(skill_choices())
    plan = plans.find_plan(plan_id)
    form.code.data = plan.code
    if form.validate():
        with form.refusals():
            plans.change_plan(plan_id, form.terms(), form.starts)
            flash(_("Saved. Seats that are rented already keep their price."), "success")
            return redirect(url_for("ops_plans.index"), code=303)
    return _form(form, plan), 422


@blueprint.post("/<uuid:plan_id>/publication")
@ops("plans.edit")
def create_publication(plan_id: UUID) -> Any:
    """Put a plan on the price list."""
    plans.publish_plan(plan_id)
    return redirect(url_for("ops_plans.index"), code=303)


@blueprint.post("/<uuid:plan_id>/publication/removal")
@ops("plans.edit")
def destroy_publication(plan_id: UUID) -> Any:
    """Take a plan off the price list."""
    plans.withdraw_plan(plan_id)
    return redirect(url_for("ops_plans.index"), code=303)


def _form(form: PlanForm, plan: SeatPlan | None = None) -> str:
    return render_template("workforce/plans/form.html", form=form, plan=plan, days=DAYS)
