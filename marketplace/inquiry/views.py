"""The consumer's page: everybody's answers side by side, and what the consumer does with them.

Forms answer with a redirect to the page; the page's own script asks for JSON, gets 204 and
fetches the fragments that have changed. The signed link is the only key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy import func

from marketplace.inquiry import abuse, actions, afterwards, queries, waiting
from marketplace.inquiry.comparing import own_facts
from marketplace.inquiry.doorway import consumer, settings
from marketplace.inquiry.queries import Part
from muster.db import session
from muster.errors import Invalid
from muster.events import messages
from muster.events.live import cursor
from muster.media import limits
from muster.web.locale import reads_chinese

blueprint = Blueprint("inquiry", __name__, url_prefix="/i/<token>", template_folder="templates")

MOST_AT_ONCE = 50


@blueprint.get("")
@consumer
def show() -> str:
    """The whole page, as it stands now."""
    inquiry = actions.find_inquiry(g.inquiry_id)
    last_event = cursor([messages.inquiry(inquiry.id)])
    parts = queries.parts(inquiry.id)
    return render_template(
        "inquiry/show.html",
        inquiry=inquiry,
        standing=queries.standing(inquiry),
        parts=parts,
        **_compared(parts),
        rating_reasons=afterwards.REASONS,
        link=url_for("inquiry.show", token=g.token, _external=True),
        now=session.scalar(func.now()),
        last_event=last_event,
        most_bytes=limits.most_bytes(),
    )


@blueprint.get("/standing")
@consumer
def standing() -> str:
    """The head of the page as a fragment: how it stands, and what can be done."""
    inquiry = actions.find_inquiry(g.inquiry_id)
    return render_template(
        "inquiry/_standing.html", inquiry=inquiry, standing=queries.standing(inquiry)
    )


@blueprint.get("/parts")
@consumer
def parts() -> str:
    """The windows of the contacts in `?contacts=`, separated by commas, as fragments."""
    inquiry = actions.find_inquiry(g.inquiry_id)
    found = queries.parts(inquiry.id, _contacts(request.args.get("contacts", "")))
    return render_template(
        "inquiry/_parts.html", inquiry=inquiry, parts=found, rating_reasons=afterwards.REASONS
    )


@blueprint.get("/waits")
@consumer
def waits() -> Response:
    """Where the consumer stands with companies that nobody answers for yet: a line for each."""
    response = jsonify(waiting.lines(g.inquiry_id))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/comparison")
@consumer
def comparison() -> str:
    """The pinned companies side by side, as a fragment."""
    inquiry = actions.find_inquiry(g.inquiry_id)
    return render_template(
        "inquiry/_comparison.html", inquiry=inquiry, **_compared(queries.parts(inquiry.id))
    )


def _compared(parts: list[Part]) -> dict[str, Any]:
    pinned = [part for part in parts if part.invitation.pinned_at is not None]
    separator = "、" if reads_chinese() else ", "
    return {
        "pinned": pinned,
        "facts": own_facts(pinned, separator),
        "separator": separator,
    }


def _contacts(listed: str) -> list[UUID]:
    try:
        return [UUID(text) for text in listed.split(",")[:MOST_AT_ONCE]]
    except ValueError as error:
        raise Invalid("contacts") from error


@blueprint.post("/contacts/<uuid:contact_id>/pin")
@consumer
def create_pin(contact_id: UUID) -> Any:
    """Keep this company at the top."""
    actions.pin(contact_id, pinned=True)
    return _done(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/pin/removal")
@blueprint.delete("/contacts/<uuid:contact_id>/pin")
@consumer
def destroy_pin(contact_id: UUID) -> Any:
    """Let it go again."""
    actions.pin(contact_id, pinned=False)
    return _done(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/dismissal")
@consumer
def create_dismissal(contact_id: UUID) -> Any:
    """Close this company's window."""
    actions.dismiss(contact_id)
    return _done(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/choice")
@consumer
def create_choice(contact_id: UUID) -> Any:
    """Choose this company."""
    actions.choose(contact_id, _field("name"))
    return _done(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/number")
@consumer
def create_number(contact_id: UUID) -> Any:
    """Leave a name and a number for this company to call back."""
    phone = _field("phone")
    abuse.count_number(phone, settings().secret_key)
    actions.leave_number(contact_id, _field("name"), phone, settings().secret_key)
    return _done(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/report")
@consumer
def create_report(contact_id: UUID) -> Any:
    """Report this company's agent to the operator."""
    actions.report(contact_id, _field("reason"))
    return _done(contact_id, _("Thank you. Somebody will look into it."))


@blueprint.post("/address")
@consumer
def create_address() -> Any:
    """Have the answers sent by mail."""
    actions.leave_address(g.inquiry_id, _field("email"), settings().secret_key)
    return _back(_("We will send the answers to your address."))


@blueprint.post("/closure")
@consumer
def create_closure() -> Any:
    """End the inquiry."""
    actions.close(g.inquiry_id, reason="inquiry.closed")
    return _back(_("Your question is closed. Everyone has been told."))


def _field(name: str) -> str:
    values = request.get_json(silent=True) if request.is_json else request.form
    return str(values.get(name, "")) if isinstance(values, Mapping) else ""


def _done(contact_id: UUID, message: str = "") -> Any:
    return _back(message, anchor=f"contact-{contact_id}")


def _back(message: str = "", anchor: str | None = None) -> Any:
    """Nothing for the page's script, which draws anew by itself; back to the page for a form."""
    if request.accept_mimetypes.best == "application/json":
        return "", 204
    if message:
        flash(message, "success")
    return redirect(url_for("inquiry.show", token=g.token, _anchor=anchor), code=303)
