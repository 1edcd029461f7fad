"""Who is acting. Closed by default: with nobody acting, no transaction begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from muster.db.arrays import array_text


class NobodyActing(RuntimeError):
    """The database was touched before anybody said who acts: a fault in our code."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose rows the next transaction may touch. The row-level policies read exactly this.

    tenant_ids: client companies whose rows are open.
    person_id: the signed-in person (opens that person's own rows).
    inquiry_id: the consumer's inquiry (opens that inquiry and its contacts).
    market: the public is looking: published rows of every company are open for reading.
    staff: the operator's staff: rows of the operator are open for writing.
    identity: signing in and up: people, sessions and invitations are open.
    """

    tenant_ids: tuple[UUID, ...] = ()
    person_id: UUID | None = None
    inquiry_id: UUID | None = None
    market: bool = False
    staff: bool = False
    identity: bool = False

    def settings(self) -> dict[str, str]:
        """The transaction-local settings that the policies read, by name."""
        return {
            "muster.tenants": array_text(self.tenant_ids),
            "muster.person": str(self.person_id or ""),
            "muster.inquiry": str(self.inquiry_id or ""),
            "muster.market": "on" if self.market else "",
            "muster.staff": "on" if self.staff else "",
            "muster.identity": "on" if self.identity else "",
        }


_current: ContextVar[Acting | None] = ContextVar("muster_acting", default=None)


def current_acting() -> Acting:
    """Who is acting now; raises NobodyActing if nobody does."""
    acting = _current.get()
    if acting is None:
        raise NobodyActing("no transaction may begin before somebody acts")
    return acting


@contextmanager
def acting(who: Acting) -> Iterator[Acting]:
    """Let `who` act inside the block. Takes effect for transactions that begin in it."""
    token = _current.set(who)
    try:
        yield who
    finally:
        _current.reset(token)
