"""The page of the desk, its lists, the agent's state, and the stream."""

from __future__ import annotations

from typing import Any

from flask import Response, g, jsonify, render_template, request

from muster.conversations import queries as conversations
from muster.desk import incoming, lists, presenting, queries, words
from muster.desk.blueprint import blueprint
from muster.desk.providers import providers
from muster.events import live, messages
from muster.media import limits
from muster.routing import dispatcher, states
from muster.tenancy.doors import desk
from muster.tenancy.principal import Principal
from muster.web.locale import reads_chinese
from muster.workforce import state_reasons


def audiences(principal: Principal) -> list[messages.Audience]:
    """Whom an agent's desk stands for: the agent, and the queues of every client served."""
    assert principal.agent_id is not None  # noqa: S101 — the door has seen to it
    return [messages.agent(principal.agent_id), *map(messages.desk, principal.client_ids)]


@blueprint.get("")
@desk
def index() -> str:
    """The page; its scripts fetch what moves."""
    return render_template(
        "desk/index.html",
        chosen=states.CHOSEN,
        state_reasons=named_reasons(),
        state_names={state: str(name) for state, name in words.STATES.items()},
        has_products=providers().products is not None,
        most_bytes=limits.most_bytes(),
        parts=providers().parts,
    )


def named_reasons() -> dict[str, list[str]]:
    """Why an agent may be in a state, as operations list it, in the reader's language."""
    field = "name_zh" if reads_chinese() else "name_en"
    return {
        state: [getattr(row, field) for row in rows]
        for state, rows in state_reasons.offered().items()
    }


@blueprint.get("/inbox")
@desk
def inbox() -> Response:
    """My state and my contacts; with `?list=waiting`, `all` or `snoozed`, that list too.

    With `?cursor=yes` also the event from which on a page that begins with this has to listen.
    """
    told: dict[str, Any] = {}
    if request.args.get("cursor"):  # read first: what happens meanwhile is told again
        told["cursor"] = live.cursor(audiences(g.principal))
    which = request.args.get("list", "")
    found = lists.look(g.principal.agent_id, which if which in lists.LOOKS else "")
    told |= presenting.column(found)
    if found.wants_routing:
        dispatcher.nudge(g.principal.client_ids)
    return uncached(told)


@blueprint.get("/clients")
@desk
def clients() -> Response:
    """The companies whom I serve, with their prepared answers and dispositions."""
    ids = g.principal.client_ids
    return uncached(
        clients=presenting.clients(
            g.principal.clients,
            conversations.canned_replies(ids),
            conversations.dispositions(ids),
            queries.hotlines(ids),
        )
    )


@blueprint.post("/state")
@desk
def create_state() -> Response:
    """Choose my state: JSON {state, reason}. Gives the state that I am in now."""
    said = incoming.sent()
    states.set_state(
        g.principal.agent_id,
        incoming.text(said.get("state"), "state"),
        incoming.text(said.get("reason"), "reason"),
        by=g.principal.person_id,
    )
    return jsonify(me=presenting.me(lists.me(g.principal.agent_id)))


@blueprint.get("/stream")
@desk
def stream() -> Response:
    """Everything that happens to my contacts and in my clients' queues, as it happens."""
    return live.stream(audiences(g.principal), person_id=g.principal.person_id)


def uncached(*args: Any, **kwargs: Any) -> Response:
    """JSON that is never kept: it is about people, and true only now."""
    response = jsonify(*args, **kwargs)
    response.headers["Cache-Control"] = "no-store"
    return response
