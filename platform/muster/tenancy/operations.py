"""The one door across clients: read-only, for operations staff, audited at each use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from muster.audit.actions import record
from muster.db import database


@contextmanager
def operations_door(what: str) -> Iterator[Session]:
    """A session that reads the rows of all clients and can write none.

    what: which page or report looks, as the audit trail shall name it. The entry is part of
    the current unit of work; behind a door, that is the operator's page.
    """
    record("operations.read", subject=what)
    with Session(database.engines["operations"]) as session:
        yield session


@contextmanager
def system_door() -> Iterator[Session]:
    """The same for the clockwork, which looks for what is due in every company each second.

    Nobody reads what it sees: it gives ids, and whatever is done then is done as the company
    or the inquiry concerned. It is not audited; entries every second would hide the others.
    """
    with Session(database.engines["operations"]) as session:
        yield session


@contextmanager
def redrawing_door() -> Iterator[Session]:
    """The same for a page that draws itself anew while it is open.

    That it was opened is on record, and so is its stream, which is opened anew at least every
    twenty minutes; an entry for each drawing would hide the others.
    """
    with Session(database.engines["operations"]) as session:
        yield session
