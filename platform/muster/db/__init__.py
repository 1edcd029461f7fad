"""The database: one metadata, one unit of work, isolation by row-level security."""

from muster.db.acting import Acting, NobodyActing, acting, current_acting
from muster.db.base import Base, Dated, Identified, TenantOwned, UtcDateTime
from muster.db.ids import uuid7
from muster.db.session import (
    acting_within,
    after_commit,
    commit,
    database,
    rollback,
    session,
    unit_of_work,
)

__all__ = [
    "Acting",
    "Base",
    "Dated",
    "Identified",
    "NobodyActing",
    "TenantOwned",
    "UtcDateTime",
    "acting",
    "acting_within",
    "after_commit",
    "commit",
    "current_acting",
    "database",
    "rollback",
    "session",
    "unit_of_work",
    "uuid7",
]
