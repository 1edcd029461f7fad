"""What is thrown away: events that no page can still be waiting for."""

from __future__ import annotations

from sqlalchemy import text

from muster.db import Acting, session, unit_of_work
from muster.features import Periodic
from muster.jobs import job
from muster.tenancy.operations import system_door

KEEP_DAYS = 7  # a page that was asleep for longer is loaded anew
COMPANIES = 200
BATCH = 5000

WHOSE = text("""
SELECT DISTINCT tenant_id FROM (
    SELECT tenant_id FROM events WHERE created_at < now() - make_interval(days => :days)
    ORDER BY id LIMIT :batch
) AS old LIMIT :companies
""")
OLD = text("""
DELETE FROM events WHERE id IN (
    SELECT id FROM events WHERE created_at < now() - make_interval(days => :days)
    ORDER BY id LIMIT :batch
)
""")


@job("events.clean_up", acts="system", timeout_seconds=600)
def clean_up_events() -> None:
    """Delete events that are a week old, some thousands at a time, as the companies they are of."""
    while True:
        with system_door() as reader:
            values = {"days": KEEP_DAYS, "batch": BATCH, "companies": COMPANIES}
            whose = tuple(reader.scalars(WHOSE, values))
        if not whose:
            return
        with unit_of_work(Acting(tenant_ids=whose)):
            session.connection().execute(OLD, {"days": KEEP_DAYS, "batch": BATCH})


PERIODIC = (Periodic("events.clean_up", seconds=3600),)
