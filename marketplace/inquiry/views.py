"""The consumer's page: everybody's answers side by side, and what the consumer does with them.

Forms answer with a redirect to the page; the page's own script asks for JSON and gets 204 or a
fragment. The signed link is the only key.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func

from marketplace.inquiry import abuse, actions, queries
from marketplace.inquiry.doorway import consumer, settings
from muster.db import session
from muster.errors import NotFound
from muster.events import messages
from muster.events.live import cursor

blueprint = Blueprint("inquiry", __name__, url_prefix="/i/<token>", template_folder="templates")


@blueprint.get("")
@consumer
def show() -> str:
    """The whole page, as it stands now."""
    inquiry = actions.find_inquiry(g.inquiry_id)
    parts = queries.parts(inquiry.id)
    return render_template(
        "inquiry/show.html",
        inquiry=inquiry,
        parts=parts,
        asked=len(parts),
        answered=sum(part.contact.first_answer_at is not None for part in parts),
        link=url_for("inquiry.show", token=g.token, _external=True),
        now=session.scalar(func.now()),
        promise_seconds=settings().promise_seconds,
        last_event=cursor([messages.inquiry(inquiry.id)]),
    )


@blueprint.get("/summary")
@consumer
def summary() -> str:
    """The first sentence of the page, as a fragment of text."""
    asked, answered = queries.counts(g.inquiry_id)
    return render_template(
        "inquiry/_summary.html",
        inquiry=actions.find_inquiry(g.inquiry_id),
        asked=asked,
        answered=answered,
    )


@blueprint.get("/contacts/<uuid:contact_id>")
@consumer
def part(contact_id: UUID) -> str:
    """One company's window, as a fragment of the page."""
    return _fragment(contact_id)


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
    actions.leave_number(contact_id, _field("name"), phone)
    return _done(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/rating")
@consumer
def create_rating(contact_id: UUID) -> Any:
    """Rate this company's answer."""
    rating = _field("rating")
    actions.rate(contact_id, int(rating) if rating.isdecimal() else 0, _field("text"))
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
    actions.leave_address(g.inquiry_id, _field("email"))
    return _back(_("We will send the answers to your address."))


@blueprint.post("/closure")
@consumer
def create_closure() -> Any:
    """End the inquiry."""
    actions.close(g.inquiry_id, reason="inquiry.closed")
    return _back(_("Your question is closed. Everyone has been told."))


def _field(name: str) -> str:
    values = request.get_json(silent=True) if request.is_json else request.form
    value = values.get(name, "") if values else ""
    return str(value)


def _done(contact_id: UUID, message: str = "") -> Any:
    """The window as it is now for the page's script; back to the page for a plain form."""
    session.flush()
    if request.headers.get("HX-Request") or request.is_json:
        return _fragment(contact_id)
    return _back(message, anchor=f"contact-{contact_id}")


def _fragment(contact_id: UUID) -> str:
    session.flush()
    session.expire_all()
    inquiry = actions.find_inquiry(g.inquiry_id)
    part = queries.part(inquiry.id, contact_id)
    if part is None:
        raise NotFound
    return render_template("inquiry/_part.html", inquiry=inquiry, part=part)


def _back(message: str = "", anchor: str | None = None) -> Any:
    if message:
        flash(message, "success")
    return redirect(url_for("inquiry.show", token=g.token, _anchor=anchor), code=303)
