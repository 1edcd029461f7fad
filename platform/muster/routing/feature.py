"""Routing as a feature: a dispatcher in each process, its clock, and the sweep."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from muster.features import Feature
from muster.routing import actions, jobs, passes
from muster.routing.dispatcher import EXTENSION, Dispatcher, nudge_after_commit
from muster.workforce import leases


def init_app(app: Flask) -> None:
    """Give the application its dispatcher; it starts with the first nudge."""
    app.extensions[EXTENSION] = Dispatcher(app, passes.run)


def look_for_work(tenant_id: UUID, agent_id: UUID) -> None:
    """An agent who has just taken a seat may be the one whom a contact waits for."""
    nudge_after_commit([tenant_id])


leases.took_seat.append(look_for_work)
leases.left_seat.append(actions.release)

FEATURE = Feature(name="routing", init_app=init_app, periodic=jobs.PERIODIC)
