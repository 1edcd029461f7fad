"""What happens to an activation goes into its own rows, the audit trail and to open boards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from muster.activation.models import Activation, ActivationChange
from muster.audit.actions import record
from muster.db import session, uuid7
from muster.events.actions import record as tell
from muster.jobs import enqueue

MOVED = "activation.moved"


def note(activation: Activation, what: str, person_id: UUID | None = None, **detail: Any) -> None:
    """Write down a change of the activation as a whole, for its page and the audit trail."""
    session.add(
        ActivationChange(
            id=uuid7(),
            tenant_id=activation.tenant_id,
            activation_id=activation.id,
            what=what,
            person_id=person_id,
            detail=detail,
        )
    )
    record(
        f"activation.{what}",
        tenant_id=activation.tenant_id,
        subject=activation_name(activation),
        **detail,
    )


def activation_name(activation: Activation) -> str:
    """The number by which people know an activation."""
    return f"A-{activation.number:04d}"


def moved(tenant_id: UUID, activation_id: UUID) -> None:
    """Let boards that show this activation look anew."""
    tell(MOVED, tenant_id=tenant_id, payload={"activation_id": str(activation_id)})


def step_soon(tenant_id: UUID, activation_id: UUID) -> None:
    """Have what follows done after the commit; many answers at once make one job."""
    enqueue(
        "activation.step",
        tenant_id=tenant_id,
        key=f"activation {activation_id}",
        activation_id=activation_id,
    )
