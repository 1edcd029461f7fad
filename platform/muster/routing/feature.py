"""Routing as a feature: a dispatcher in each process, its clock, and the sweep."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from muster.features import Feature
from muster.routing import actions, dispatcher, jobs, passes, presence
from muster.workforce import leases


def init_app(app: Flask) -> None:
    """Give the application its dispatcher and its sense of presence; both start when needed."""
    app.extensions[dispatcher.EXTENSION] = dispatcher.Dispatcher(app, passes.run)
    app.extensions[presence.EXTENSION] = presence.Presence(app, lambda: presence.listening(app))


def look_for_work(tenant_id: UUID, agent_id: UUID) -> None:
    """An agent who has just taken a seat may be the one whom a contact waits for."""
    dispatcher.nudge_after_commit([tenant_id])


leases.took_seat.append(look_for_work)
leases.left_seat.append(actions.release)

FEATURE = Feature(name="routing", init_app=init_app, periodic=jobs.PERIODIC)
