"""The numbers of a wallboard: those of the live wall, and nothing else of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from muster.supervision import queries, terms, thresholds
from muster.tenancy.zones import midnight
from tenants.wallboard.actions import Board


def numbers(board: Board) -> dict[str, Any]:
    """How the company stands now, as JSON values: numbers, names of states, and one moment.

    Whoever acts must act for the company. Shares are from 0 to 1, None where there is nothing.
    """
    now = midnight(board.time_zone, datetime.now(UTC))
    wall = queries.wall(board.tenant_id, now, with_contacts=False)
    _, chosen = terms.settings(board.tenant_id)
    return {
        "as_of": wall.now.isoformat(),
        "waiting": wall.waiting,
        "longest_wait_seconds": wall.longest_wait_seconds,
        "service_level": wall.service_level,
        "offered": wall.offered,
        "answered": wall.answered,
        "abandoned": wall.abandoned,
        "satisfaction": wall.satisfaction,
        "ratings": wall.ratings,
        "at_work": wall.at_work,
        "agents": wall.states,
        "levels": thresholds.levels(wall, chosen),
    }
