"""Telling every process that somebody's rights have changed."""

from __future__ import annotations

from uuid import UUID

from muster.db import after_commit
from muster.events import bus
from muster.tenancy.principal import cache


def changed(*person_ids: UUID) -> None:
    """Once the current unit of work has committed, these people's pages learn their new rights.

    To be called by every action that changes a membership, a staff role, an assignment or a
    sign-in. This process forgets at once; the others, and open streams, a moment later.
    """

    def announce() -> None:
        for person_id in person_ids:
            cache.forget(person_id)
        bus.rights_changed(*person_ids)

    after_commit(announce)
