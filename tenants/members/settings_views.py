"""/portal/<tenant>/settings: name, colour, hotline, zone, language, currency."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.tenancy import phones, zones
from muster.tenancy.doors import portal
from tenants.members import settings
from tenants.members.forms import SettingsForm

FIELDS = ("name", "color", "phone", "locale", "currency", "time_zone")

blueprint = Blueprint(
    "settings", __name__, url_prefix="/portal/<tenant>/settings", template_folder="templates"
)


@blueprint.get("")
@portal("company.edit")
def edit() -> str:
    """The settings as they are."""
    tenant = settings.of(g.company.id)
    data = {field: getattr(tenant, field) for field in FIELDS}
    if tenant.phone:
        data["phone"] = phones.display(tenant.phone, zones.region(tenant.time_zone))
    return _page(SettingsForm(formdata=None, data=data).offer())


@blueprint.post("")
@portal("company.edit")
def update() -> Any:
    """Change them."""
    form = SettingsForm().offer()
    if form.validate_on_submit():
        with form.refusals():
            settings.change(g.company.id, **{name: str(form[name].data or "") for name in FIELDS})
            flash(_("Saved."), "success")
            return redirect(url_for("settings.edit", tenant=g.company.slug), 303)
    return _page(form), 422


def _page(form: SettingsForm) -> str:
    return render_template("members/settings.html", form=form)
