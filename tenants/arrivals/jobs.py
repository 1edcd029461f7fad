"""Large histories."""

from __future__ import annotations

from uuid import UUID

from muster.jobs import job
from tenants.arrivals import importing


@job(importing.RUN, lane="slow", timeout_seconds=1800, acts="system")
def bring_in(company_id: UUID, import_id: UUID) -> None:
    """Bring in a large history, all of it or nothing."""
    importing.run(company_id, import_id)
