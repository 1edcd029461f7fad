"""Large files, and files that were kept long enough."""

from __future__ import annotations

from uuid import UUID

from muster.features import Periodic
from muster.jobs import job
from tenants.imports import files, running


@job("imports.run", lane="slow", timeout_seconds=3600, acts="system")
def run(company_id: UUID, import_id: UUID) -> None:
    """Bring in a large file, or go on where another worker ended."""
    running.run(company_id, import_id)


@job("imports.sweep", acts="system", timeout_seconds=600)
def sweep() -> None:
    """Delete uploaded files after thirty days."""
    files.sweep()


PERIODIC = (Periodic("imports.sweep", seconds=3600),)
