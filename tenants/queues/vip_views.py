"""/portal/<tenant>/vips: who comes first, and with whom."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from muster.errors import Invalid
from muster.settings import Settings
from muster.tenancy.doors import portal
from muster.tenancy.zones import region
from muster.web import forms
from tenants.queues import queues, vips

blueprint = Blueprint(
    "vips", __name__, url_prefix="/portal/<tenant>/vips", template_folder="templates"
)


class VipForm(forms.Form):
    """Somebody who comes first."""

    name = forms.line(_l("Name"), longest=80)
    phone = forms.line(
        _l("Telephone number"), required=False, longest=40, render_kw={"inputmode": "tel"}
    )
    email = forms.line(
        _l("E-mail address"), required=False, longest=254, render_kw={"inputmode": "email"}
    )
    agent_id = SelectField(_l("Named agent"), default="")
    queue_id = SelectField(_l("Team (queue)"), default="")

    def offer(self) -> VipForm:
        """Fill the lists to choose from."""
        known = [q for q in queues.all_of(g.company.id) if q.retired_at is None]
        people = vips.agents(g.company.id)
        self.agent_id.choices = [("", "–"), *((str(a.id), a.display_name) for a in people)]
        self.queue_id.choices = [("", "–"), *((str(q.id), q.name) for q in known)]
        return self


@blueprint.get("")
@portal("queue.see")
def index() -> str:
    """The list, and an empty line."""
    return _page(VipForm(formdata=None).offer())


@blueprint.post("")
@portal("queue.edit")
def create() -> Any:
    """Put somebody on it."""
    form = VipForm().offer()
    if not form.validate_on_submit():
        return _page(form), 422
    settings = cast(Settings, current_app.config["SETTINGS"])
    try:
        vips.add(
            g.company.id,
            name=str(form.name.data),
            phone=form.phone.data or "",
            email=form.email.data or "",
            region=region(g.company.time_zone),
            agent_id=_id(form.agent_id.data),
            queue_id=_id(form.queue_id.data),
            secret=settings.secret_key,
        )
    except Invalid as error:
        form.show(error)
        return _page(form), error.status
    return _back(_("Saved."))


@blueprint.post("/<uuid:vip_id>/removal")
@portal("queue.edit")
def remove(vip_id: UUID) -> Response:
    """Take somebody off it."""
    vips.remove(g.company.id, vip_id)
    return _back(_("Removed."))


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _page(form: VipForm) -> str:
    names = {agent.id: agent.display_name for agent in vips.agents(g.company.id)}
    names |= {queue.id: queue.name for queue in queues.all_of(g.company.id)}
    return render_template(
        "queues/vips.html", form=form, rows=vips.all_of(g.company.id), names=names
    )


def _back(message: str) -> Response:
    flash(message, "success")
    return cast(Response, redirect(url_for("vips.index", tenant=g.company.slug), 303))
