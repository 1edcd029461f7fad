"""/desk/loans: an agent who is lent sees to whom, until when, and what a recall means."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, make_response, render_template

from muster.db import session
from muster.lending import queries, words
from muster.tenancy.doors import desk

blueprint = Blueprint("desk_loans", __name__, url_prefix="/desk/loans", template_folder="templates")


@blueprint.get("")
@desk
def index() -> Any:
    """The loan in which I am, as a piece of the desk's page; empty if there is none."""
    loan = queries.of_agent(session(), g.principal.agent_id)
    html = render_template("lending/_loan_at_desk.html", loan=loan, words=words) if loan else ""
    page = make_response(html)
    page.headers["Cache-Control"] = "no-store"
    return page
