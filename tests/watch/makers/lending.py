"""Ids of loans."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, update

from muster.conversations.models import Queue
from muster.lending.models import Loan, Recall
from tests.cast import ANN, HUALAN, OSCAR
from tests.watch.making import add, makes, now


@makes("loan_id")
def loan(owner: Engine) -> UUID:
    """Ann is lent to Hualan; whoever was before is back."""
    with owner.begin() as connection:
        connection.execute(update(Queue).values(takes_lent=True))
        connection.execute(
            update(Loan)
            .where(Loan.ended_at.is_(None))
            .values(
                recalled_at=now(), due_at=now(), ended_at=now(), recall_reason=str(Recall.ASKED)
            )
        )
    return add(
        owner,
        Loan,
        tenant_id=HUALAN.id,
        queue_id=HUALAN.queue_id,
        agent_id=ANN.agent_id,
        agent_name=ANN.name,
        recall_minutes=7,
        lead_minutes=15,
        until_at=now() + timedelta(hours=2),
        why="",
        lent_by=OSCAR.id,
        currency="CNY",
        price_minor=0,
        handed_back=0,
    )
