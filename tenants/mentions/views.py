"""/portal/<tenant>/mentions: the notes in which I was named."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, g, jsonify, redirect, render_template, url_for

from muster.conversations.models import ContactState
from muster.mentions import actions, queries
from muster.tenancy.doors import portal

blueprint = Blueprint(
    "mentions", __name__, url_prefix="/portal/<tenant>/mentions", template_folder="templates"
)

ENDED = (ContactState.CLOSED, ContactState.ABANDONED)


@blueprint.get("")
@portal("mentions.see")
def index() -> str:
    """What I have not seen first."""
    return render_template(
        "mentions/index.html", mentions=queries.of(g.principal.person_id), ended=ENDED
    )


@blueprint.get("/unread")
@portal("mentions.see")
def show_unread() -> Response:
    """How many I have not seen, as JSON {count}: what a page that stays open asks for."""
    return jsonify(count=queries.unread(g.principal.person_id))


@blueprint.post("/<uuid:member_mention_id>/reading")
@portal("mentions.see")
def create_reading(member_mention_id: UUID) -> Response:
    """I have seen it; on to the conversation."""
    contact_id = actions.read(member_mention_id, g.principal.person_id)
    address = url_for("supervision.index", tenant=g.company.slug, _anchor=f"contact-{contact_id}")
    return cast(Response, redirect(address, 303))


@blueprint.post("/readings")
@portal("mentions.see")
def create_readings() -> Any:
    """I have seen all of them."""
    actions.read_all(g.principal.person_id)
    return redirect(url_for("mentions.index", tenant=g.company.slug), 303)
