"""What sign-up asks the database."""

from __future__ import annotations

from sqlalchemy import exists, select

from muster.db import session
from muster.tenancy.models import Tenant


def slug_is_taken(slug: str) -> bool:
    """Whether a company has this slug; needs `Acting(identity=True)`."""
    return bool(session.scalar(select(exists().where(Tenant.slug == slug))))
