"""The clock of bulletins: a reminder when three quarters of the time are gone, then the alarm."""

from __future__ import annotations

from sqlalchemy import func, select

from muster.bulletins import actions, queries
from muster.bulletins.models import Bulletin
from muster.db import Acting, session, unit_of_work
from muster.features import Periodic
from muster.jobs import job
from muster.tenancy.operations import system_door

WATCH = "bulletins.watch"
PERIODIC = (Periodic(WATCH, seconds=15),)


@job(WATCH, acts="system", timeout_seconds=60)
def watch() -> None:
    """Remind agents and alarm companies of what is due, in each company on its own.

    First, whoever has come to sit for a new company is told what everybody was told.
    """
    pin_later()
    with system_door() as reader:
        found = queries.due(reader)
    for row in found:
        with unit_of_work(Acting(tenant_ids=(row.tenant_id,))):
            bulletin = session.scalar(
                select(Bulletin)
                .where(Bulletin.id == row.id, Bulletin.withdrawn_at.is_(None))
                .with_for_update()
            )
            if bulletin is None:
                continue
            if row.overdue > bulletin.told_overdue or bulletin.reminded_at is None:
                bulletin.reminded_at = func.now()
                actions.call(queries.unread_agents([row.id]))
            session.flush()
            actions.tell_overdue(row.id, row.overdue)


def pin_later() -> None:
    """Pin what is for everybody at companies for whom nobody sat yet when it was said."""
    with system_door() as reader:
        missing = queries.not_pinned_yet(reader)
        known = [(row.tenant_id, queries.shown(reader, row.id)) for row in missing]
    for tenant_id, shown in known:
        if shown is not None:
            with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
                actions.pin_later(tenant_id, shown)
