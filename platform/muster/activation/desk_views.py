"""/desk/calls: an agent at the desk is called in, and answers there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, g, jsonify, make_response, render_template
from flask_babel import gettext as _
from sqlalchemy import select, text

from muster.activation import answering, briefings
from muster.activation.answering import By
from muster.activation.models import CalledPerson
from muster.db import Acting, acting_within, session
from muster.desk import incoming
from muster.errors import existing
from muster.tenancy.doors import desk

blueprint = Blueprint("desk_calls", __name__, url_prefix="/desk/calls", template_folder="templates")

# My own call is mine to see; whose company it is decides where I act from then on.
MINE = text("""
SELECT id, tenant_id FROM called_people
WHERE agent_id = :agent AND state IN ('called','coming','briefed') ORDER BY id LIMIT 1
""")
COMPANY = text("SELECT name FROM tenants WHERE id = :tenant")


@blueprint.get("")
@desk
def index() -> Any:
    """The call that I have to answer, as a piece of the desk's page; empty if there is none."""
    found = session.execute(MINE, {"agent": g.principal.agent_id}).one_or_none()
    html = ""
    if found is not None:
        with acting_within(_for(found.tenant_id)):
            person, activation = answering.find(found.tenant_id, found.id)
            html = render_template(
                "activation/_call_at_desk.html",
                person=person,
                activation=activation,
                company=session.execute(COMPANY, {"tenant": found.tenant_id}).scalar_one(),
                briefing=briefings.current(found.tenant_id) if person.needs_briefing else None,
            )
    page = make_response(html)
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.post("/<uuid:called_id>/answer")
@desk
def create_answer(called_id: UUID) -> Any:
    """I can come, or not: JSON {comes}."""
    comes = bool(incoming.sent().get("comes"))
    tenant_id = _company_of(called_id)
    with acting_within(_for(tenant_id)):
        person = answering.answer(tenant_id, called_id, comes=comes, by=By.DESK)
        state = person.state
    return jsonify(state=state), 201


@blueprint.post("/<uuid:called_id>/briefing")
@desk
def create_briefing(called_id: UUID) -> Any:
    """I have read the briefing: JSON {choices}. Gives {passed, message}."""
    choices = incoming.sent().get("choices")
    numbers = [int(n) for n in choices if isinstance(n, int)] if isinstance(choices, list) else []
    tenant_id = _company_of(called_id)
    with acting_within(_for(tenant_id)):
        passed = answering.brief(tenant_id, called_id, numbers, by=By.DESK)
    message = "" if passed else _("Not all of it is right. Please read the text once more.")
    return jsonify(passed=passed, message=message), 201


@blueprint.post("/<uuid:called_id>/arrival")
@desk
def create_arrival(called_id: UUID) -> Any:
    """I said yes elsewhere, and am at the desk now."""
    tenant_id = _company_of(called_id)
    with acting_within(_for(tenant_id)):
        answering.arrive(tenant_id, called_id)
    return "", 204


def _company_of(called_id: UUID) -> UUID:
    return existing(
        session.scalar(
            select(CalledPerson.tenant_id).where(
                CalledPerson.id == called_id, CalledPerson.agent_id == g.principal.agent_id
            )
        )
    )


def _for(tenant_id: UUID) -> Acting:
    return Acting(tenant_ids=(tenant_id,), person_id=g.principal.person_id)
