"""A dedicated agent serves one company, whoever asks and however."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from muster.db import Acting, unit_of_work
from muster.errors import Conflict
from muster.leasing import supply
from muster.workforce import leases
from tests.cast import CAI, HUALAN, OSCAR, RIVAL
from tests.muster.leasing.build import add_plan, as_hualan, order, seat, today

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def dedicated(db_owner: Engine) -> UUID:
    plan_id = add_plan(db_owner, "own", dedicated=True)
    with as_hualan():
        return order(2, plan_id=plan_id, starts_on=today() + supply.RECRUITING).id


def assign(lease_id: UUID) -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,), person_id=OSCAR.id, staff=True)):
        leases.assign(HUALAN.id, lease_id, CAI.agent_id, person_id=OSCAR.id)


def leave_rival(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE seat_assignments SET ended_at = now() WHERE agent_id = :id"),
            {"id": CAI.agent_id},
        )


def test_who_serves_another_company_gets_no_dedicated_seat(dedicated: UUID) -> None:
    with pytest.raises(Conflict) as refused:
        assign(dedicated)
    assert "dedicated" in str(refused.value.message)


def test_the_database_refuses_it_as_well(dedicated: UUID, db_owner: Engine) -> None:
    with pytest.raises(IntegrityError, match="one_company"):
        seat(db_owner, dedicated, CAI.agent_id)


def test_who_has_a_dedicated_seat_serves_nobody_else(dedicated: UUID, db_owner: Engine) -> None:
    leave_rival(db_owner)
    assign(dedicated)
    with pytest.raises(IntegrityError, match="one_company"):
        seat(db_owner, RIVAL.lease_id, CAI.agent_id, RIVAL.id)


def test_a_shared_agent_serves_several(db_owner: Engine) -> None:
    with as_hualan():
        lease_id = order(1).id
    assign(lease_id)
    with pytest.raises(Conflict) as refused:
        assign(lease_id)
    assert "every seat" in str(refused.value.message).lower()
