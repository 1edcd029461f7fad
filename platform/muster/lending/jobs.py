"""The clock of loans: who has to come back is recalled, who is recalled and free has left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from muster.db import Acting, unit_of_work
from muster.errors import DomainError
from muster.features import Periodic
from muster.jobs import enqueue, job
from muster.lending import actions, queries, settling, standing
from muster.lending.models import Recall
from muster.tenancy.operations import system_door

log = logging.getLogger(__name__)

SWEEP = "lending.sweep"
PERIODIC = (Periodic(SWEEP, seconds=5),)


@job(SWEEP, acts="system", timeout_seconds=60)
def sweep() -> None:
    """Recall whoever is needed elsewhere, then end what is over: each loan on its own.

    A worker that dies in between has done what it has committed; the next beat does the rest.
    """
    with system_door() as reader:
        called_back = standing.called_back(reader) if queries.lent_among(reader) else ()
    _each(called_back, lambda row: actions.recall(row.tenant_id, row.id, Recall(row.reason)))
    with system_door() as reader:
        recalled = standing.recalled(reader)
    _each(recalled, lambda row: settling.settle(row.tenant_id, row.id))


def look_soon() -> None:
    """Have it looked at once who has to come back."""
    enqueue(SWEEP, key="loans")


def _each(rows: Iterable[Any], act: Callable[[Any], object]) -> None:
    for row in rows:
        try:
            with unit_of_work(Acting(tenant_ids=(row.tenant_id,), staff=True)):
                act(row)
        except DomainError:  # one that cannot go on must not hold up the others
            log.exception("loan %s could not go on", row.id)
