"""The clock of activations: steps soon after each answer, and a sweep that forgets nothing."""

from __future__ import annotations

import logging
from time import monotonic
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from muster.activation import calling, door, metering, rollcall, sending
from muster.activation.models import RUNNING, Activation
from muster.db import Acting, session, unit_of_work
from muster.errors import DomainError
from muster.features import Periodic
from muster.jobs import complete, job
from muster.settings import Settings
from muster.tenancy.operations import system_door

log = logging.getLogger(__name__)

SWEEP = "activation.sweep"
CHARGE = "activation.charge"
PERIODIC = (Periodic(SWEEP, seconds=5), Periodic(CHARGE, seconds=3600))
BATCH = 50
TURN_SECONDS = 5.0  # then other work has its turn, a step of this roll-call above all
MOST_ATTEMPTS = 5


@job("activation.step", acts="system")
def step(activation_id: UUID) -> None:
    """Do what is due in one activation, as its company and as the operator."""
    tenant_id = _company_of(activation_id)
    if tenant_id is None:
        return
    with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
        rollcall.step(tenant_id, activation_id)
        complete()


@job(SWEEP, acts="system", timeout_seconds=60)
def sweep() -> None:
    """Do what is due in every activation that runs, in each on its own."""
    with system_door() as reader:
        found = _running(reader)
    for tenant_id, activation_id in found:
        try:
            with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
                rollcall.step(tenant_id, activation_id)
        except DomainError:  # one that cannot go on must not hold up the others
            log.exception("activation %s could not go on", activation_id)


@job("activation.deliver", acts="system", attempts=8)
def deliver(activation_id: UUID) -> None:
    """Send the calls of an activation, a batch a transaction, until none waits or others' turn is.

    SMS and voice go to the provider before our commit: a process that dies between the two hands
    them over again under the same id.
    """
    tenant_id = _company_of(activation_id)
    if tenant_id is None:
        return
    settings: Settings = current_app.config["SETTINGS"]
    provider = door.at(settings.calls_url) if settings.calls_url else None
    ends = monotonic() + TURN_SECONDS
    sent = True
    while sent:
        with unit_of_work(Acting(tenant_ids=(tenant_id,))):
            waiting = calling.unsent(activation_id, most_attempts=MOST_ATTEMPTS, batch=BATCH)
            sent = bool(waiting)
            failed = sending.send(waiting, provider, tenant_id, most_attempts=MOST_ATTEMPTS)
            if sent and not failed and monotonic() > ends:
                calling.deliver_soon(tenant_id, activation_id)
                sent = False
        if failed:
            raise OSError("some calls were not taken by the provider")


@job(CHARGE, acts="system", timeout_seconds=60)
def charge() -> None:
    """Charge the days that are over, in each activation that runs."""
    with system_door() as reader:
        found = _running(reader)
    for tenant_id, activation_id in found:
        with unit_of_work(Acting(tenant_ids=(tenant_id,))):
            activation = session.get_one(Activation, activation_id)
            if activation.kind == "real":
                metering.charge(activation)


def _company_of(activation_id: UUID) -> UUID | None:
    with system_door() as reader:
        return reader.scalar(select(Activation.tenant_id).where(Activation.id == activation_id))


def _running(reader: Session) -> list[tuple[UUID, UUID]]:
    rows = reader.execute(
        select(Activation.tenant_id, Activation.id).where(text(RUNNING)).order_by(Activation.id)
    )
    return [(row.tenant_id, row.id) for row in rows]
