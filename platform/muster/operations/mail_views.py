"""/ops/mail: what was sent, and what was kept because there is no mail server."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.audit.actions import record
from muster.mail import queries
from muster.mail.actions import send_again
from muster.mail.queries import MailState
from muster.tenancy.doors import ops

blueprint = Blueprint("ops_mail", __name__, url_prefix="/ops/mail", template_folder="templates")


@blueprint.get("")
@ops("mail.see")
def index() -> str:
    """Mails of the last 30 days, the newest first; `?before=` continues."""
    state = request.args.get("state", type=MailState)
    recipient = request.args.get("recipient", "").strip()[:254]
    before = request.args.get("before", type=UUID)
    return render_template(
        "operations/mail/index.html",
        state=state,
        states=list(MailState),
        recipient=recipient,
        rows=queries.page(state, recipient=recipient, before=before),
        counts=queries.counts(),
        state_of=queries.state_of,
        page_size=queries.PAGE,
    )


@blueprint.get("/<uuid:mail_id>")
@ops("mail.see")
def show(mail_id: UUID) -> str:
    """One mail. The text is shown where there is no mail server, and reading it is audited.

    A text that was, or will be, sent may hold a link that signs somebody in: staff never see it.
    """
    mail = queries.find(mail_id)
    state = queries.state_of(mail)
    if state == MailState.KEPT:
        record("mail.read", subject=mail.recipient, tenant_id=mail.tenant_id, mail=str(mail_id))
    return render_template("operations/mail/show.html", mail=mail, state=state)


@blueprint.post("/<uuid:mail_id>/delivery")
@ops("mail.send")
def create_delivery(mail_id: UUID) -> Any:
    """Try a mail again that was not sent."""
    send_again(mail_id)
    flash(_("It is being sent again."), "success")
    return redirect(url_for("ops_mail.show", mail_id=mail_id), code=303)
