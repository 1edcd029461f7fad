"""The contract's terms of supervision, and what a client wants its agents to see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, scoped_session

from muster.audit.actions import record
from muster.db import after_commit, session, uuid7
from muster.errors import Conflict
from muster.events import bus
from muster.events.messages import TERMS_CHANGED
from muster.supervision.models import Act, Disclosure, SupervisionSettings, SupervisionTerms

Source = Session | scoped_session[Any]

REFUSALS = {
    Act.LISTEN: _l("The contract with the operator does not allow reading along."),
    Act.WHISPER: _l("The contract with the operator does not allow whispering to agents."),
    Act.BARGE: _l("The contract with the operator does not allow joining a conversation."),
    Act.TAKE_OVER: _l("The contract with the operator does not allow taking a conversation over."),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Which acts are allowed in the contacts of one client."""

    listen: bool = True
    whisper: bool = True
    barge: bool = False
    take_over: bool = False

    def allows(self, act: Act) -> bool:
        """Is this act allowed?"""
        return bool(getattr(self, act))

    def demand(self, act: Act) -> None:
        """Raise Conflict, in words, unless the act is allowed: the person may, the contract not."""
        if not self.allows(act):
            raise Conflict(REFUSALS[act])


def of(tenant_id: UUID, source: Source | None = None) -> Terms:
    """The terms of one client; the default where nothing was agreed."""
    row = (
        (source or session)
        .execute(
            select(
                SupervisionTerms.listen,
                SupervisionTerms.whisper,
                SupervisionTerms.barge,
                SupervisionTerms.take_over,
            ).where(SupervisionTerms.tenant_id == tenant_id)
        )
        .one_or_none()
    )
    return Terms(*row) if row else Terms()


def unheard(source: Source) -> frozenset[UUID]:
    """Clients in whose contacts nobody reads along, of all clients."""
    query = select(SupervisionTerms.tenant_id).where(SupervisionTerms.listen.is_(False))
    return frozenset(source.scalars(query))


def agree(tenant_id: UUID, terms: Terms, *, by: UUID) -> None:
    """Write down what the contract allows from now on. Whoever acts must be staff."""
    before = of(tenant_id)
    if before == terms:
        return
    values = asdict(terms) | {"changed_by": by, "changed_at": func.now()}
    session.execute(
        insert(SupervisionTerms)
        .values(id=uuid7(), tenant_id=tenant_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )
    record(
        "supervision.agreed",
        tenant_id=tenant_id,
        subject=", ".join(act for act in Act if terms.allows(act)) or "–",
        before=[act for act in Act if before.allows(act)],
        after=[act for act in Act if terms.allows(act)],
    )
    after_commit(lambda: bus.signal(TERMS_CHANGED, tenant_id=tenant_id, for_wall=True))


def settings(tenant_id: UUID, source: Source | None = None) -> tuple[Disclosure, Mapping[str, Any]]:
    """What agents see of who watches, and the thresholds of the wall that differ from ours."""
    row = (
        (source or session)
        .execute(
            select(SupervisionSettings.disclosure, SupervisionSettings.thresholds).where(
                SupervisionSettings.tenant_id == tenant_id
            )
        )
        .one_or_none()
    )
    return (Disclosure(row.disclosure), row.thresholds) if row else (Disclosure.PRESENCE, {})


def configure(tenant_id: UUID, disclosure: Disclosure, thresholds: Mapping[str, Any]) -> None:
    """Keep how the client wants its wall."""
    values = {
        "disclosure": str(disclosure),
        "thresholds": dict(thresholds),
        "changed_at": func.now(),
    }
    session.execute(
        insert(SupervisionSettings)
        .values(id=uuid7(), tenant_id=tenant_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )
    record("supervision.configured", tenant_id=tenant_id, subject=str(disclosure))
