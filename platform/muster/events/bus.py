"""Telling live pages. Everything here is called after the commit and returns at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from flask import current_app

from muster.events.messages import RIGHTS_CHANGED, Id, Message
from muster.events.publisher import Publisher

__all__ = ["Message", "flush", "publish", "publish_rows", "rights_changed", "signal"]


def publisher() -> Publisher:
    """The publisher of this application in this process."""
    return cast(Publisher, current_app.extensions["muster.publisher"])


def publish(messages: Iterable[Message]) -> None:
    """Push messages to every open page that they are for. Events were committed before."""
    publisher().put(messages)


def publish_rows(rows: str) -> None:
    """The same for events that a statement has written and given as `WIRE_ROW`s."""
    publisher().put_rows(rows)


def signal(
    kind: str,
    *,
    tenant_id: Id | None = None,
    contact_id: Id | None = None,
    for_inquiry: Id | None = None,
    for_agent: Id | None = None,
    for_wall: bool = False,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Tell open pages something that is not kept: typing, presence, who is looking."""
    message = Message.signal(
        kind,
        tenant_id=tenant_id,
        contact_id=contact_id,
        for_inquiry=for_inquiry,
        for_agent=for_agent,
        for_wall=for_wall,
        payload=payload,
    )
    publish([message])


def rights_changed(*person_ids: UUID) -> None:
    """Let every process reread what these people may do, and check their open streams again.

    To be called after the commit that changed a membership, an assignment or a sign-in.
    """
    publish(
        Message.signal(RIGHTS_CHANGED, payload={"person_id": str(person_id)})
        for person_id in person_ids
    )


def flush(seconds: float = 2.0) -> bool:
    """Wait until Redis has everything, at most this long. For processes that are about to end."""
    return publisher().flush(seconds)
