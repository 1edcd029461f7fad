"""What a supervisor's page asks for, the same for clients and for the operator.

Each side brings its own door, and its own way into the contact's company.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, jsonify, render_template, request
from flask_babel import lazy_gettext as _l

from muster.conversations.actions import find
from muster.conversations.models import AuthorKind
from muster.conversations.queries import transcript
from muster.conversations.writing import Posted
from muster.desk.queries import history as steps_of
from muster.errors import Invalid
from muster.events import bus
from muster.routing.reasons import describe
from muster.supervision import acts, calling, queries, speaking, standing
from muster.supervision.acts import Supervisor
from muster.supervision.models import Act, Side

View = Callable[..., Any]
UNREADABLE = _l("We could not read what this page sent. Reload it.")


@dataclass(frozen=True, slots=True)
class Entrances:
    """How one side comes in: its doors by permission, and its way into a company's rows.

    within: the company of this contact. company: the one that the page is about; gives its id.
    """

    side: Side
    door: Callable[[str], Callable[[View], View]]
    within: Callable[[UUID], AbstractContextManager[None]]
    company: Callable[[], AbstractContextManager[UUID]]

    def who(self) -> Supervisor:
        """The person who asks, as everybody is shown it."""
        return Supervisor(g.principal.person_id, g.principal.name, self.side)


def attach(blueprint: Blueprint, entrances: Entrances) -> None:
    """Give a side's blueprint everything that can be done in one contact."""
    _attach_reading(blueprint, entrances)
    for path, permission, act in (
        ("participation", "live.barge", _barge),
        ("takeover", "live.take_over", _take_over),
        ("return", "live.take_over", _hand_back),
        ("closure", "live.take_over", _close),
        ("departure", "live.read", _leave),
        ("retreat", "live.barge", _retreat),
        ("typing", "live.barge", _type),
    ):
        _attach_act(blueprint, entrances, path, permission, act)
    _attach_act(blueprint, entrances, "whispers", "live.whisper", _whisper)
    _attach_act(blueprint, entrances, "messages", "live.barge", _speak)


def _attach_reading(blueprint: Blueprint, entrances: Entrances) -> None:
    def show(contact_id: UUID) -> str:
        """Read along in one contact, on record from here on."""
        with entrances.within(contact_id):
            who = entrances.who()
            contact = acts.listen(contact_id, who)
            calling.accept(contact, who)
            return render_template(
                "supervision/_contact.html",
                contact=contact,
                messages=transcript(contact_id),
                standing=standing.of(contact_id, who),
                history=queries.history(contact_id),
                steps=[(each, describe(each["reason"])) for each in steps_of(contact_id)],
            )

    def tell(contact_id: UUID) -> Response:
        """How the contact stands for me."""
        with entrances.within(contact_id):
            who = entrances.who()
            standing.demand(contact_id, who)
            return _told(contact_id, who)

    guarded = entrances.door("live.read")
    blueprint.add_url_rule("/contacts/<uuid:contact_id>", "show", guarded(show))
    blueprint.add_url_rule("/contacts/<uuid:contact_id>/standing", "standing", guarded(tell))


def _attach_act(
    blueprint: Blueprint, entrances: Entrances, path: str, permission: str, act: Any
) -> None:
    def view(contact_id: UUID) -> Response:
        with entrances.within(contact_id):
            find(contact_id)  # what is not there is not there, whatever was sent
            who = entrances.who()
            posted = act(contact_id, who)
            return _told(contact_id, who, posted)

    view.__doc__ = act.__doc__
    blueprint.add_url_rule(
        f"/contacts/<uuid:contact_id>/{path}",
        f"create_{path}",
        entrances.door(permission)(view),
        methods=["POST"],
    )


def _told(contact_id: UUID, who: Supervisor, posted: Posted | None = None) -> Response:
    told = standing.of(contact_id, who)
    if posted is not None:
        told["message"] = {"id": str(posted.id), "number": posted.number}
    response = jsonify(told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _whisper(contact_id: UUID, who: Supervisor) -> Posted:
    """Tell the agent alone: JSON {id, agent_id, body}."""
    return speaking.whisper(
        contact_id, sent_id("id"), who, sent_text("body"), to_agent=sent_id("agent_id")
    )


def _speak(contact_id: UUID, who: Supervisor) -> Posted:
    """Write to the consumer: JSON {id, body}."""
    return speaking.speak(contact_id, sent_id("id"), who, sent_text("body"))


def _barge(contact_id: UUID, who: Supervisor) -> None:
    """Join the conversation."""
    acts.barge(contact_id, who)


def _retreat(contact_id: UUID, who: Supervisor) -> None:
    """Leave the conversation, and go on reading."""
    acts.stop(contact_id, who.person_id, Act.BARGE)


def _take_over(contact_id: UUID, who: Supervisor) -> None:
    """Answer in place of the agent: JSON {agent_id}, whom the page shows."""
    acts.take_over(contact_id, who, from_agent=sent_id("agent_id"))


def _hand_back(contact_id: UUID, who: Supervisor) -> None:
    """Give the contact back to the agent, or to the queue."""
    acts.hand_back(contact_id, who.person_id)


def _close(contact_id: UUID, who: Supervisor) -> None:
    """Close what I took over: JSON {disposition_id}."""
    acts.close(contact_id, who.person_id, sent_id("disposition_id"))


def _leave(contact_id: UUID, who: Supervisor) -> None:
    """I read no more."""
    find(contact_id)
    acts.leave(contact_id, who.person_id)


def _type(contact_id: UUID, who: Supervisor) -> None:
    """I am writing to the consumer; nothing is kept."""
    contact = find(contact_id)
    doing = {
        row["act"] for row in queries.under_way(contact_id) if row["person_id"] == who.person_id
    }
    if doing & {Act.BARGE, Act.TAKE_OVER}:
        bus.signal(
            "contact.typing",
            tenant_id=contact.tenant_id,
            contact_id=contact_id,
            for_inquiry=contact.inquiry_id,
            for_wall=True,
            payload={"by": AuthorKind.SUPERVISOR, "name": who.name},
        )


def sent(name: str) -> Any:
    """One value of the JSON object that was sent; None without it."""
    value = request.get_json(silent=True)
    return value.get(name) if isinstance(value, dict) else None


def sent_id(name: str) -> UUID:
    """An id; raises Invalid."""
    try:
        return UUID(str(sent(name)))
    except ValueError:
        raise Invalid(name, UNREADABLE) from None


def sent_text(name: str) -> str:
    """A text as the database can keep it; raises Invalid."""
    value = sent(name)
    if not isinstance(value, str):
        raise Invalid(name, UNREADABLE)
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
