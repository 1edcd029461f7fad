"""What a wall can do with agents and waiting contacts, the same for both sides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify
from flask_babel import lazy_gettext as _l

from muster.errors import Invalid
from muster.supervision import managing, serving, telling
from muster.supervision.endpoints import Entrances, sent, sent_id, sent_text

MOST_AGENTS = 500


def attach(blueprint: Blueprint, entrances: Entrances) -> None:
    """Give a side's blueprint what is done from the wall itself."""
    guarded = entrances.door("live.manage")

    def tell() -> Any:
        """Tell agents something: JSON {id, agent_ids, body, tenant_id}."""
        with entrances.company() as tenant_id:
            agent_ids = sent_ids("agent_ids")
            message_id, body = sent_id("id"), sent_text("body")
            telling.tell(tenant_id, message_id, entrances.who(), agent_ids, body)
        return "", 204

    def set_state(agent_id: UUID) -> Any:
        """Put an agent into a state: JSON {state, reason, tenant_id}."""
        with entrances.company() as tenant_id:
            telling.seated(tenant_id, [agent_id])
            state, reason = sent_text("state"), sent_text("reason")
            managing.set_state(tenant_id, agent_id, state, reason, entrances.who())
        return "", 204

    for path, name, view in (
        ("/agent-messages", "create_agent_message", tell),
        ("/agents/<uuid:agent_id>/state", "create_agent_state", set_state),
    ):
        blueprint.add_url_rule(path, name, guarded(view), methods=["POST"])
    _attach_waiting(blueprint, entrances)
    _attach_queues(blueprint, entrances)


def _attach_waiting(blueprint: Blueprint, entrances: Entrances) -> None:
    guarded = entrances.door("live.manage")

    def place(contact_id: UUID) -> Any:
        """Give a waiting contact to an agent or a queue: JSON {agent_id} or {queue_id}."""
        with entrances.within(contact_id):
            managing.company_of(contact_id)
            agent_id = sent_id("agent_id") if sent("agent_id") else None
            queue_id = sent_id("queue_id") if sent("queue_id") else None
            managing.place(contact_id, entrances.who(), agent_id=agent_id, queue_id=queue_id)
        return "", 204

    def prioritize(contact_id: UUID) -> Any:
        """Change a waiting contact's priority: JSON {priority}, 0 to 2."""
        with entrances.within(contact_id):
            managing.company_of(contact_id)
            priority = sent("priority")
            if not isinstance(priority, int) or isinstance(priority, bool):
                raise Invalid("priority")
            managing.prioritize(contact_id, priority, entrances.who())
        return "", 204

    def choices(contact_id: UUID) -> Response:
        """Where a waiting contact can go."""
        with entrances.within(contact_id):
            response = jsonify(managing.choices(contact_id))
        response.headers["Cache-Control"] = "no-store"
        return response

    for path, name, view in (
        ("/contacts/<uuid:contact_id>/placement", "create_placement", place),
        ("/contacts/<uuid:contact_id>/priority", "create_priority", prioritize),
    ):
        blueprint.add_url_rule(path, name, guarded(view), methods=["POST"])
    blueprint.add_url_rule("/contacts/<uuid:contact_id>/choices", "choices", guarded(choices))


def _attach_queues(blueprint: Blueprint, entrances: Entrances) -> None:
    def queues(agent_id: UUID) -> Response:
        """Which of the company's queues an agent serves."""
        with entrances.company() as tenant_id:
            response = jsonify(queues=serving.choices(tenant_id, agent_id))
        response.headers["Cache-Control"] = "no-store"
        return response

    def move(agent_id: UUID) -> Any:
        """Let an agent serve these queues: JSON {queue_ids, anyway, tenant_id}."""
        with entrances.company() as tenant_id:
            telling.seated(tenant_id, [agent_id])
            queue_ids, anyway = sent_ids("queue_ids"), sent("anyway") is True
            serving.move(tenant_id, agent_id, queue_ids, entrances.who(), anyway=anyway)
        return "", 204

    guarded, path = entrances.door("live.manage"), "/agents/<uuid:agent_id>/queues"
    blueprint.add_url_rule(path, "agent_queues", guarded(queues))
    blueprint.add_url_rule(path, "create_agent_queues", guarded(move), methods=["POST"])


def sent_ids(name: str) -> list[UUID]:
    """A list of ids, each once; raises Invalid."""
    values = sent(name)
    if not isinstance(values, list) or len(values) > MOST_AGENTS:
        raise Invalid(name, _l("We could not read what this page sent. Reload it."))
    try:
        return list(dict.fromkeys(UUID(str(value)) for value in values))
    except ValueError:
        raise Invalid(name, _l("We could not read what this page sent. Reload it.")) from None
