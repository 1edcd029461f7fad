"""What is thrown away: sign-ins and links that stopped working long ago."""

from __future__ import annotations

from sqlalchemy import TextClause, text

from muster.db import Acting, session, unit_of_work
from muster.features import Periodic
from muster.jobs import job

KEPT_DAYS = 90  # as long as somebody may ask where an account was signed in
BATCH = 5000

OLD = (
    text("""
DELETE FROM login_sessions WHERE id IN (
    SELECT id FROM login_sessions
    WHERE COALESCE(revoked_at, expires_at) < now() - make_interval(days => :days) LIMIT :batch
) RETURNING id
"""),
    text("""
DELETE FROM one_time_tokens WHERE id IN (
    SELECT id FROM one_time_tokens
    WHERE COALESCE(used_at, expires_at) < now() - make_interval(days => :days) LIMIT :batch
) RETURNING id
"""),
)
PERIODIC = (Periodic("account.clean_up", seconds=24 * 3600),)


@job("account.clean_up", acts="system", timeout_seconds=600)
def clean_up() -> None:
    """Delete them, some thousands at a time."""
    for statement in OLD:
        while _delete(statement) == BATCH:
            pass


def _delete(statement: TextClause) -> int:
    with unit_of_work(Acting(identity=True)):
        gone = session.execute(statement, {"days": KEPT_DAYS, "batch": BATCH})
        return len(gone.all())
