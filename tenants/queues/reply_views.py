"""/portal/<tenant>/queue/replies: canned replies, one by one."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from muster.conversations.models import CannedReply
from muster.conversations.variables import VARIABLES
from muster.db import session
from muster.desk.queries import hotlines
from muster.tenancy.doors import portal
from muster.tenancy.models import Tenant
from tenants.queues import replies
from tenants.queues.forms import LONGEST_REPLY, ReplyForm

blueprint = Blueprint(
    "replies", __name__, url_prefix="/portal/<tenant>/queue/replies", template_folder="templates"
)


@blueprint.get("/new")
@portal("replies.edit")
def new() -> str:
    """An empty reply."""
    return _page(ReplyForm(formdata=None).offer())


@blueprint.post("")
@portal("replies.edit")
def create() -> Any:
    """Add it."""
    form = ReplyForm().offer()
    if form.validate_on_submit():
        with form.refusals():
            replies.create(g.company.id, **form.values())
            return _back()
    return _page(form), 422


@blueprint.get("/<uuid:reply_id>")
@portal("replies.edit")
def edit(reply_id: UUID) -> str:
    """A reply to change."""
    reply = replies.find(g.company.id, reply_id)
    return _page(ReplyForm(formdata=None, obj=reply).offer(), reply)


@blueprint.post("/<uuid:reply_id>")
@portal("replies.edit")
def update(reply_id: UUID) -> Any:
    """Change it."""
    reply = replies.find(g.company.id, reply_id)
    form = ReplyForm().offer()
    if form.validate_on_submit():
        with form.refusals():
            replies.change(g.company.id, reply_id, **form.values())
            return _back()
    return _page(form, reply), 422


@blueprint.post("/<uuid:reply_id>/removal")
@portal("replies.edit")
def remove(reply_id: UUID) -> Response:
    """Remove it for good."""
    replies.remove(g.company.id, reply_id)
    flash(_("Removed."), "success")
    return _to_queue()


def _page(form: ReplyForm, reply: CannedReply | None = None) -> str:
    return render_template(
        "queues/reply.html",
        form=form,
        reply=reply,
        most=LONGEST_REPLY,
        folders=replies.folders(g.company.id),
        variables=VARIABLES,
        samples=_samples(),
    )


def _samples() -> dict[str, str]:
    """What a preview fills in."""
    tenant = session.get_one(Tenant, g.company.id)
    return {
        "consumer_name": _("Ms Wang"),
        "agent_name": _("Lin"),
        "company": g.company.name,
        "product": _("Washing machine H8"),
        "hotline": hotlines([tenant.id]).get(tenant.id, ""),
        "today": format_date(format="long"),
    }


def _back() -> Response:
    flash(_("Saved."), "success")
    return _to_queue()


def _to_queue() -> Response:
    address = url_for("queues.show", tenant=g.company.slug, _anchor="replies")
    return cast(Response, redirect(address, 303))
