"""/portal/<tenant>/briefing: what people who are called in must know, and the questions on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.activation import briefings
from muster.activation.forms import BriefingForm
from muster.tenancy.doors import portal

blueprint = Blueprint(
    "standby_briefing",
    __name__,
    url_prefix="/portal/<tenant>/briefing",
    template_folder="templates",
)


@blueprint.get("")
@portal("briefings.see")
def edit() -> str:
    """The text in force."""
    return _page(BriefingForm.of(briefings.current(g.company.id)))


@blueprint.post("")
@portal("briefings.edit")
def update() -> Any:
    """Put a new text in force."""
    form = BriefingForm()
    if form.validate_on_submit():
        with form.refusals():
            briefings.write(
                g.company.id,
                str(form.title.data),
                str(form.body.data),
                briefings.read_questions(str(form.questions.data)),
                person_id=g.principal.person_id,
            )
            flash(_("In force from now on. Whoever is called next reads this text."), "success")
            return redirect(url_for("standby_briefing.edit", tenant=g.company.slug), code=303)
    return _page(form), 422


def _page(form: BriefingForm) -> str:
    return render_template(
        "activations/briefing.html", form=form, briefing=briefings.current(g.company.id)
    )
