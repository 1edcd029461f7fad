"""Old events go, young ones stay, whoever they are of."""

from __future__ import annotations

from sqlalchemy import Engine, text

from muster.db import Acting, unit_of_work
from muster.events.actions import record
from muster.operations.housekeeping import clean_up_events
from tests import cast


def test_events_are_thrown_away_after_a_week(db_owner: Engine) -> None:
    for company in cast.COMPANIES:
        with unit_of_work(Acting(tenant_ids=(company.id,))):
            record("old.one", tenant_id=company.id)
            record("young.one", tenant_id=company.id)
    with db_owner.begin() as connection:
        past = "UPDATE events SET created_at = now() - interval '8 days' WHERE kind = 'old.one'"
        connection.execute(text(past))
    clean_up_events()
    with db_owner.connect() as connection:
        left = connection.execute(text("SELECT kind, tenant_id FROM events")).all()
    assert sorted(left) == sorted(("young.one", company.id) for company in cast.COMPANIES)
