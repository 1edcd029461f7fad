"""What is planned for somebody who leaves: nothing after the last day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, update

from muster.db import session
from muster.roster.models import Shift, ShiftPattern, TimeOff, TimeOffState


def clear(agent_id: UUID, last_on: date) -> int:
    """Take an agent's shifts to come off the plan, end the weekly patterns with the last day.

    Wishes for time off that nobody has decided are withdrawn. Gives how many shifts there were.
    """
    ended = (
        update(ShiftPattern)
        .where(
            ShiftPattern.agent_id == agent_id,
            func.coalesce(ShiftPattern.ends_on, date.max) > last_on,
        )
        .values(ends_on=func.greatest(ShiftPattern.starts_on, last_on))
    )
    withdrawn = (
        update(TimeOff)
        .where(TimeOff.agent_id == agent_id, TimeOff.state == TimeOffState.ASKED)
        .values(state=TimeOffState.WITHDRAWN)
    )
    for statement in (ended, withdrawn):
        session.execute(statement.execution_options(synchronize_session=False))
    removed = session.execute(
        delete(Shift)
        .where(Shift.agent_id == agent_id, Shift.starts_at > func.now())
        .returning(Shift.id)
    )
    return len(removed.all())
