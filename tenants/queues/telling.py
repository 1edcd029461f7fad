"""What desks have read of a company has changed: they read it again."""

from __future__ import annotations

from uuid import UUID

from muster.events import actions as events


def tell_desks(tenant_id: UUID) -> None:
    """Let the desks that are open fetch the company's prepared answers and dispositions anew."""
    events.record("client.changed", tenant_id=tenant_id, for_wall=True)
