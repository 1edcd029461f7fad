"""One contact: its window, and what its agent does with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, g, request
from sqlalchemy import RowMapping

from muster.closing import ending, rules
from muster.conversations import queries as conversations
from muster.conversations.models import ContactState, Message
from muster.desk import drafts, incoming, presenting, queries
from muster.desk.blueprint import blueprint
from muster.desk.providers import providers
from muster.desk.views import uncached
from muster.errors import NotFound, existing
from muster.routing import actions as routing
from muster.tenancy.doors import desk
from muster.transfers import queries as transfers

PRODUCTS_SHOWN = 6


@blueprint.get("/contacts/<uuid:contact_id>")
@desk
def show(contact_id: UUID) -> Response:
    """Everything that a window shows of a contact."""
    contact = existing(queries.contact_row(contact_id))
    messages = conversations.transcript(contact_id)
    draft = drafts.find(contact_id, g.principal.agent_id)
    return uncached(
        contact={
            **contact["line"],
            "opening": contact["opening"],
            "language_name": presenting.language_name(contact["language"]),
            "read_by_consumer": contact["read_by_consumer"],
            "consumer_phone": contact["consumer_phone"],
            "opened_at": presenting.moment(contact["opened_at"]),
            "first_answer_at": presenting.moment(contact["first_answer_at"]),
            "backline": backline(contact),
            "wrap_up_until": presenting.moment(wrap_up_end(contact)),
        },
        messages=[presenting.message(each) for each in messages if for_me(each)],
        draft=drafts.told(draft, g.principal.agent_id, messages),
        history=[presenting.step(each) for each in queries.history(contact_id)],
    )


def backline(contact: RowMapping) -> dict[str, Any] | None:
    """When an open contact goes to which backline queue; None if its queue has none."""
    if contact["state"] != ContactState.ACTIVE:
        return None
    clock = transfers.backline(contact["tenant_id"], contact["queue_id"])
    if clock is None:
        return None
    until = contact["state_since"] + timedelta(seconds=clock["seconds"])
    return {
        "until": until.isoformat(),
        "seconds": clock["seconds"],
        "queue_id": str(clock["queue_id"]),
        "queue_name": clock["queue_name"],
    }


def wrap_up_end(contact: RowMapping) -> datetime | None:
    """When the wrap-up of a contact will be over by rule; None for one that is not in wrap-up."""
    if contact["state"] != ContactState.WRAP_UP:
        return None
    seconds = rules.limits(contact["tenant_id"], contact["queue_id"]).wrap_up_seconds
    since: datetime = contact["state_since"]
    return since + timedelta(seconds=seconds)


def for_me(said: Message) -> bool:
    """Whether I may read it: what a supervisor whispers is for one agent."""
    return said.payload.get("whisper_to") in (None, str(g.principal.agent_id))


@blueprint.get("/contacts/<uuid:contact_id>/background")
@desk
def background(contact_id: UUID) -> Response:
    """What floors above know of the company and of this question; only what somebody gives.

    Asked for apart from the window, so that answering never waits for it.
    """
    contact = existing(queries.contact_row(contact_id))
    tenant_id, known = contact["tenant_id"], providers()
    told: dict[str, Any] = {}
    if known.products is not None:
        found = known.products(tenant_id, contact["opening"], PRODUCTS_SHOWN)
        told["products"] = [presenting.card(product) for product in found]
    if known.facts is not None:
        told["facts"] = [{"label": f.label, "text": f.text} for f in known.facts(tenant_id)]
    if known.reasons:
        told["reasons"] = [reason for give in known.reasons for reason in give(contact_id)]
    return uncached(told)


@blueprint.get("/contacts/<uuid:contact_id>/products")
@desk
def products(contact_id: UUID) -> Response:
    """Published products of the contact's company that fit `?text=`, to choose one from."""
    contact = queries.contact_row(contact_id)
    search = providers().products
    if contact is None or search is None:
        raise NotFound
    found = search(contact["tenant_id"], request.args.get("text", "")[:200].strip(), 20)
    return uncached(products=[presenting.card(product) for product in found])


@blueprint.post("/contacts/<uuid:contact_id>/opening")
@desk
def create_opening(contact_id: UUID) -> Any:
    """Take the contact: an offer to me, or one that waits."""
    routing.open_contact(contact_id, g.principal.agent_id, person_id=g.principal.person_id)
    return "", 204


@blueprint.post("/contacts/<uuid:contact_id>/refusal")
@desk
def create_refusal(contact_id: UUID) -> Any:
    """Let an offer go to somebody else."""
    routing.decline(contact_id, g.principal.agent_id, person_id=g.principal.person_id)
    return "", 204


@blueprint.post("/contacts/<uuid:contact_id>/wrap-up")
@desk
def create_wrap_up(contact_id: UUID) -> Any:
    """End the exchange; what is left is to say how it ended."""
    routing.wrap_up(contact_id, g.principal.agent_id, person_id=g.principal.person_id)
    return "", 204


@blueprint.post("/contacts/<uuid:contact_id>/closure")
@desk
def create_closure(contact_id: UUID) -> Any:
    """Close the contact: JSON {disposition_id, answers: {key: text} to what it asks for}."""
    said = incoming.sent()
    disposition = incoming.uuid_or_none(said.get("disposition_id"), "disposition_id")
    ending.close(
        contact_id,
        g.principal.agent_id,
        disposition,
        incoming.mapping(said.get("answers"), "answers"),
        person_id=g.principal.person_id,
    )
    drafts.forget(contact_id, g.principal.agent_id)
    return "", 204
