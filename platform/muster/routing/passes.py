"""The edges of routing: units of work of its own, for the dispatcher and the sweep."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import TextClause
from sqlalchemy.exc import IntegrityError

from muster.db import Acting, database, unit_of_work
from muster.db.arrays import array_text
from muster.db.single_trip import single_trip
from muster.routing import actions, due_sql, offering, redirect_sql, redirects, sql, states
from muster.settings import Settings

COMPANIES_AT_ONCE = 200
GRACE_SECONDS = 90  # a desk that is gone for so long has left

log = logging.getLogger(__name__)


def run(tenant_ids: Collection[UUID]) -> bool:
    """One pass over the queues of these companies, in a unit of work of its own.

    True if something was left because somebody else held it: look again in a moment.
    """
    settings: Settings = current_app.config["SETTINGS"]
    visible = closure(tenant_ids)
    if not visible:
        return False
    try:
        with unit_of_work(Acting(tenant_ids=visible, staff=True)):
            held = offering.hold_agents(tenant_ids)
            if not held.agent_ids:
                return held.skipped
            offering.return_late(held.late)
            states.settle(held.unsettled)
            _, more = offering.offer_waiting(
                tenant_ids, held.agent_ids, offer_seconds=settings.offer_seconds
            )
    except IntegrityError:
        # An agent holds a contact of a company that is not in sight: not served any more.
        log.warning("a slot was taken out of sight; releasing what is not assigned any more")
        release_unassigned()
        return True
    return held.skipped or more


def closure(tenant_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Every company that the agents of these companies serve: all their slots are in sight."""
    values = {"tenants": array_text(tenant_ids)}
    [row] = single_trip(Acting(identity=True), sql.CLOSURE, values)
    return tuple(row["visible"] or ())


def across(statement: TextClause, **values: object) -> list[tuple[Any, ...]]:
    """Ids read across all clients by the read-only role; rows are touched per company only."""
    with database.engines["operations"].connect() as connection:
        return [tuple(row) for row in connection.execute(statement, values)]


def return_expired() -> None:
    """Let every offer that was not answered in time go back to wait, and to somebody else."""
    run_all(tenant_id for (tenant_id,) in across(due_sql.LATE_OFFERS))
    for (tenant_id,) in across(redirect_sql.LATE_WISHES):
        with unit_of_work(Acting(tenant_ids=(tenant_id,))):
            redirects.release_wishes((tenant_id,))


def sweep() -> None:
    """Heal whatever no pass saw: lost nudges, slots of agents who left, desks that are gone."""
    release_unassigned()
    settle_adrift()
    sign_off_gone()
    run_all(tenant_id for (tenant_id,) in across(due_sql.NEEDING_A_PASS))


def run_all(tenant_ids: Iterator[UUID]) -> None:
    """Passes over any number of companies, some at a time."""
    while some := frozenset(islice(tenant_ids, COMPANIES_AT_ONCE)):
        run(some)


def release_unassigned() -> None:
    """Take contacts from agents who do not serve their company any more."""
    for tenant_id, agent_id in across(due_sql.UNASSIGNED):
        with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
            actions.release(tenant_id, agent_id)


def settle_adrift() -> None:
    """Settle agents whom no pass looks at, because they serve no company any more."""
    for (agent_id,) in across(due_sql.ADRIFT):
        with unit_of_work(Acting(staff=True)):
            states.lock(agent_id)
            states.settle([agent_id])


def sign_off_gone() -> None:
    """Put agents offline whose desk is gone and who hold no contact, with all their clients told.

    For those who hold contacts see muster.routing.clocks.return_lost.
    """
    for agent_id, tenant_ids in across(due_sql.GONE, grace=GRACE_SECONDS):
        with unit_of_work(Acting(tenant_ids=tuple(tenant_ids), staff=True)):
            states.sign_off(agent_id, grace_seconds=GRACE_SECONDS)
