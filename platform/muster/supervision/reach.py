"""Seeing as much of an agent as routing needs, for one step inside a supervisor's request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from muster.db import Acting, current_acting
from muster.db.session import acting_within
from muster.routing import passes


@contextmanager
def agents_of(tenant_id: UUID) -> Iterator[None]:
    """Let routing hold and settle agents of this company inside the block.

    An agent's state and places depend on all clients whom the agent serves; a supervisor sees
    one of them. Nothing that is read in here may be shown: it is for routing's own actions.
    """
    before = current_acting()
    visible = tuple({tenant_id, *passes.closure([tenant_id])})
    with acting_within(replace(before, tenant_ids=visible, staff=True)):
        yield


def company(tenant_id: UUID, person_id: UUID) -> Acting:
    """The operator's supervisor inside one client's rows, where the terms have been asked."""
    return Acting(tenant_ids=(tenant_id,), person_id=person_id, staff=True)
