"""Why agents leave the queue: reasons that operations list for each state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Mapped

from muster.audit.actions import record
from muster.db import Base, Dated, Identified, session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.workforce.models import AgentState

STATES = (
    AgentState.BREAK,
    AgentState.MEAL,
    AgentState.MEETING,
    AgentState.TRAINING,
    AgentState.AWAY,
    AgentState.OFFLINE,
)
MOST = 20  # of one state: they are chosen from a menu


class StateReason(Identified, Dated, Base):
    """A reason that an agent can give for being in a state, in both languages."""

    __tablename__ = "state_reasons"

    state: Mapped[str]
    name_en: Mapped[str]
    name_zh: Mapped[str]
    retired_at: Mapped[datetime | None]


def all_of() -> Sequence[StateReason]:
    """Every reason, by the order of the states, retired ones last."""
    rows = session.scalars(select(StateReason).order_by(StateReason.id)).all()
    order: dict[str, int] = {state: number for number, state in enumerate(STATES)}
    return sorted(rows, key=lambda row: (row.retired_at is not None, order.get(row.state, 99)))


def offered() -> dict[str, list[StateReason]]:
    """Reasons that agents can choose now, by state."""
    found: dict[str, list[StateReason]] = {}
    for row in session.scalars(
        select(StateReason).where(StateReason.retired_at.is_(None)).order_by(StateReason.id)
    ):
        found.setdefault(row.state, []).append(row)
    return found


def create(state: str, name_en: str, name_zh: str) -> None:
    """List a reason, unless it is listed. Raises Invalid for another state or too many."""
    if state not in STATES:
        raise Invalid("state", _l("Choose one of the states in the list."))
    listed = offered().get(state, [])
    if any((row.name_en, row.name_zh) == (name_en, name_zh) for row in listed):
        return
    if len(listed) >= MOST:
        raise Invalid("state", _l("A state can have 20 reasons. Retire one first."))
    session.add(StateReason(id=uuid7(), state=state, name_en=name_en, name_zh=name_zh))
    record("state_reason.created", subject=name_en)


def retire(reason_id: UUID) -> None:
    """Offer a reason no longer; what agents gave before stays. Raises NotFound."""
    reason = find(reason_id)
    if reason.retired_at is None:
        reason.retired_at = session.scalar(select(func.now()))
        record("state_reason.retired", subject=reason.name_en)


def reinstate(reason_id: UUID) -> None:
    """Offer a retired reason again. Raises NotFound, Conflict if its state has too many."""
    reason = find(reason_id)
    if reason.retired_at is None:
        return
    if len(offered().get(reason.state, [])) >= MOST:
        raise Conflict(_l("A state can have 20 reasons. Retire one first."))
    reason.retired_at = None
    record("state_reason.reinstated", subject=reason.name_en)


def find(reason_id: UUID) -> StateReason:
    """One reason, under our lock; raises NotFound."""
    return existing(
        session.scalar(select(StateReason).where(StateReason.id == reason_id).with_for_update())
    )
