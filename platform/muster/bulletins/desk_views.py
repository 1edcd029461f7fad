"""/desk/bulletins: what the agent has still to read, and the answer for having read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, g, jsonify, make_response, render_template
from flask_babel import gettext as _

from muster.bulletins import queries, reading
from muster.desk import incoming
from muster.tenancy.doors import desk

blueprint = Blueprint(
    "desk_bulletins", __name__, url_prefix="/desk/bulletins", template_folder="templates"
)


@blueprint.get("")
@desk
def index() -> Any:
    """The bulletins that I have not read, as a piece of the desk's page."""
    names = {company.id: company.name for company in g.principal.clients}
    found = queries.mine(g.principal.agent_id)
    page = make_response(
        render_template("bulletins/_unread.html", bulletins=found, companies=names)
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.post("/<uuid:bulletin_id>/readings")
@desk
def create_reading(bulletin_id: UUID) -> Any:
    """I have read it: JSON {version, choice}. Gives {passed, message}."""
    said = incoming.sent()
    choice = said.get("choice")
    passed = reading.answer(
        bulletin_id,
        incoming.number(said.get("version"), "version"),
        None if choice is None else incoming.number(choice, "choice"),
        agent_id=g.principal.agent_id,
        agent_name=g.principal.agent_name or "",
    )
    message = "" if passed else _("That is not right. Please read the text once more.")
    return jsonify(passed=passed, message=message), 201
