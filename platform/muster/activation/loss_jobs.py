"""Covering a lost site, company by company, and sending people back when it is up again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update

from muster.activation import losses, releasing
from muster.activation.models import Activation, SiteLoss
from muster.activation.states import State
from muster.db import Acting, session, unit_of_work
from muster.identity.models import StaffMembership
from muster.jobs import job
from muster.tenancy.operations import system_door


@job("activation.cover", acts="system", timeout_seconds=300)
def cover(loss_id: UUID) -> None:
    """Call in for each company what it has lost, each on its own, in the order of priority."""
    with system_door() as reader:
        loss = reader.get(SiteLoss, loss_id)
        if loss is None or loss.handled_at is not None:
            return
        companies = losses.lost(reader, loss)
        person_id = (
            loss.reported_by
            or reader.scalars(
                select(StaffMembership.person_id)
                .where(StaffMembership.role == "admin")
                .order_by(StaffMembership.id)
            ).first()
        )
        reader.expunge_all()
    if person_id is None:
        return
    for one in companies:
        with (
            system_door() as reader,
            unit_of_work(Acting(tenant_ids=(one.tenant_id,), staff=True)),
        ):
            losses.cover(reader, loss, one, person_id=person_id)
    with unit_of_work(Acting(staff=True)):
        session.execute(
            update(SiteLoss).where(SiteLoss.id == loss_id).values(handled_at=func.now())
        )


@job("activation.uncover", acts="system", timeout_seconds=300)
def uncover(loss_id: UUID) -> None:
    """Begin the release of everybody who was called in for a site that works again."""
    with system_door() as reader:
        running = reader.execute(
            select(Activation.tenant_id, Activation.id).where(
                Activation.site_loss_id == loss_id, Activation.state == State.OPEN
            )
        ).all()
    for row in running:
        with unit_of_work(Acting(tenant_ids=(row.tenant_id,))):
            releasing.release(row.tenant_id, row.id, person_id=None, reason="site_up")
