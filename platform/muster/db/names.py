"""Names of the database roles, where migrations can read them without the whole settings."""

from __future__ import annotations

import os


def roles(prefix: str | None = None) -> tuple[str, str]:
    """Names of the application role and of the read-only operations role."""
    prefix = prefix or os.environ.get("DATABASE_ROLE_PREFIX", "muster")
    return f"{prefix}_app", f"{prefix}_operations"
