"""/portal/<tenant>/live/settings: limits of the wall, words that alarm, what agents see."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.supervision import phrases, terms
from muster.supervision.models import Disclosure
from muster.tenancy.doors import portal
from tenants.supervision.forms import SettingsForm

blueprint = Blueprint(
    "supervision_settings",
    __name__,
    url_prefix="/portal/<tenant>/live/settings",
    template_folder="templates",
)


@blueprint.get("")
@portal("live.configure")
def edit() -> str:
    """Everything that can be set, as it is."""
    disclosure, chosen = terms.settings(g.company.id)
    lists = phrases.of([g.company.id])[g.company.id]
    return _page(SettingsForm.of(disclosure, chosen, lists))


@blueprint.post("")
@portal("live.configure")
def update() -> Any:
    """Keep what was set."""
    form = SettingsForm()
    if not form.validate_on_submit():
        return _page(form), 422
    terms.configure(g.company.id, Disclosure(str(form.disclosure.data)), form.limits())
    for (kind, language), wanted in form.phrases().items():
        phrases.keep(g.company.id, kind, language, wanted)
    flash(_("Saved."), "success")
    return redirect(url_for("supervision.index", tenant=g.company.slug), 303)


def _page(form: SettingsForm) -> str:
    return render_template(
        "supervision_settings/edit.html", form=form, agreed=terms.of(g.company.id)
    )
