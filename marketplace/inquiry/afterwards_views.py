"""The consumer's word after a contact: solved or not, and how it was. The link is the only key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.inquiry import actions, afterwards
from marketplace.inquiry.doorway import consumer, read_link, settings
from muster.closing import returning
from muster.errors import Invalid

blueprint = Blueprint(
    "afterwards",
    __name__,
    url_prefix="/i/<token>/contacts/<uuid:contact_id>",
    template_folder="templates",
)


@blueprint.post("/solution")
@consumer
def create_solution(contact_id: UUID) -> Any:
    """It is solved."""
    afterwards.confirm_solved(contact_id)
    return _done(contact_id)


@blueprint.post("/return")
def create_return(token: str, contact_id: UUID) -> Any:
    """It is not solved: the conversation goes on, with who took it first."""
    g.token = token
    afterwards.go_on(
        read_link(token),
        contact_id,
        offer_seconds=settings().offer_seconds,
        reason=returning.NOT_SOLVED,
    )
    return _done(contact_id)


@blueprint.get("/rating")
@consumer
def show_rating(contact_id: UUID) -> str:
    """The page to which the mail leads: how was it?"""
    return _rating_page(contact_id)


@blueprint.post("/rating")
@consumer
def create_rating(contact_id: UUID) -> Any:
    """Rate it: `rating`, `reasons`, `text`; once."""
    rating = request.form.get("rating", "")
    try:
        afterwards.rate(
            contact_id,
            int(rating) if rating.isdecimal() and len(rating) < 3 else 0,
            request.form.get("text", ""),
            request.form.getlist("reasons"),
        )
    except Invalid as error:
        if _is_script():
            raise
        return _rating_page(contact_id, error), error.status
    return _done(contact_id, _("Thank you. The company and the agent see your rating."))


def _rating_page(contact_id: UUID, problem: Invalid | None = None) -> str:
    part, contact = actions.find_part(contact_id)
    return render_template(
        "inquiry/rating.html",
        part=part,
        contact=contact,
        reasons=afterwards.REASONS,
        problem=problem,
        typed=request.form,
    )


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _done(contact_id: UUID, message: str = "") -> Any:
    if _is_script():
        return "", 204
    if message:
        flash(message, "success")
    address = url_for("inquiry.show", token=g.token, _anchor=f"contact-{contact_id}")
    return redirect(address, code=303)
