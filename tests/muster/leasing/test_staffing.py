"""Operations see what is missing on each lease, and who could come, with the reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select, text

from muster.academy.models import Certification
from muster.db import session
from muster.leasing.models import Earmark
from tests.cast import ANN, BEN, CAI, HUALAN
from tests.muster.leasing.build import add_plan, as_hualan, order

pytestmark = pytest.mark.usefixtures("people_enough")
ClientFor = Callable[[str], FlaskClient]
LACKING = """
SELECT sum(l.seats - (SELECT count(*) FROM seat_assignments s
                      WHERE s.lease_id = l.id AND s.ended_at IS NULL))
FROM seat_leases l WHERE l.ended_at IS NULL
"""


def run(owner: Engine, statement: str) -> None:
    with owner.begin() as connection:
        connection.execute(text(statement))


def suggested(page: str) -> list[str]:
    """Names of who could come, in order."""
    names = [person.name for person in (ANN, BEN, CAI)]
    listed = page.partition("Who could come")[2].partition("What happened")[0]
    return sorted((name for name in names if name in listed), key=listed.index)


def test_who_sat_least_comes_first_and_certified_before_all(
    client_for: ClientFor, db_owner: Engine
) -> None:
    run(db_owner, "UPDATE seat_assignments SET ended_at = now(),"
                  " created_at = now() - interval '20 days'")  # fmt: skip
    run(db_owner, f"UPDATE seat_assignments SET created_at = now() - interval '2 days'"
                  f" WHERE agent_id = '{BEN.agent_id}'")  # fmt: skip
    oscar = client_for("oscar")
    page = oscar.get(f"/ops/leases/{HUALAN.lease_id}").text
    assert suggested(page)[0] == BEN.name
    assert "2 seats have nobody on them" in page
    now = datetime.now(UTC)
    with db_owner.begin() as connection:
        connection.execute(
            insert(Certification).values(
                tenant_id=HUALAN.id,
                agent_id=CAI.agent_id,
                certified_at=now,
                expires_at=now + timedelta(days=30),
            )
        )
    assert suggested(oscar.get(f"/ops/leases/{HUALAN.lease_id}").text)[:2] == [CAI.name, BEN.name]


def test_what_is_not_as_it_should_be_is_said(client_for: ClientFor, db_owner: Engine) -> None:
    run(db_owner, "UPDATE tenants SET requires_certification = true")
    run(db_owner, f"UPDATE agents SET languages = '{{fr}}' WHERE id = '{ANN.agent_id}'")
    page = client_for("oscar").get(f"/ops/leases/{HUALAN.lease_id}").text
    assert "2 people: not certified for this company" in page
    assert "1 person: without any of the plan’s languages" in page


def test_for_a_dedicated_seat_only_who_serves_nobody(
    client_for: ClientFor, db_owner: Engine
) -> None:
    plan_id = add_plan(db_owner, "own", dedicated=True, skills=["sales"])
    with as_hualan():
        lease_id = order(1, plan_id=plan_id).id
    oscar = client_for("oscar")
    assert suggested(oscar.get(f"/ops/leases/{lease_id}").text) == []
    run(db_owner, f"UPDATE seat_assignments SET ended_at = now() WHERE agent_id = '{CAI.agent_id}'")
    assert suggested(oscar.get(f"/ops/leases/{lease_id}").text) == [CAI.name]
    url = f"/ops/leases/{lease_id}/assignments"
    assert oscar.post(url, data={"agent_id": str(ANN.agent_id)}).status_code == 409
    assert oscar.post(url, data={"agent_id": str(CAI.agent_id)}).status_code == 303
    page = oscar.get(f"/ops/leases/{lease_id}").text
    assert CAI.name in page


def test_who_is_kept_for_a_lease_comes_first_and_for_others_last(
    client_for: ClientFor, db_owner: Engine
) -> None:
    run(db_owner, "UPDATE seat_assignments SET ended_at = now()")
    with as_hualan():
        first = order(1).id
    with as_hualan():
        second = order(1).id
        kept = {row.lease_id: row.agent_id for row in session.scalars(select(Earmark))}
    names = {person.agent_id: person.name for person in (ANN, BEN, CAI)}
    oscar = client_for("oscar")
    for lease_id, other in ((first, second), (second, first)):
        page = oscar.get(f"/ops/leases/{lease_id}").text
        assert suggested(page)[0] == names[kept[lease_id]]
        assert suggested(page)[-1] == names[kept[other]]
        assert page.count(">kept for another order<") == 1


def test_leases_are_found_by_company_and_by_what_is_missing(
    client_for: ClientFor, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    both = oscar.get("/ops/leases").text
    assert "华澜家电" in both
    assert "Rival Travel" in both
    assert "Rival Travel" not in oscar.get("/ops/leases?company=华澜").text
    missing = oscar.get("/ops/leases?missing=1").text
    assert "Rival Travel" in missing
    assert "华澜家电" not in missing
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_leases SET seats = 40, starts_on = starts_on + 900"))
        lacking = connection.execute(text(LACKING)).scalar_one()
    assert f"{lacking} rented seats have nobody on them" in oscar.get("/ops/leases").text
    assert "No lease is like this" in oscar.get("/ops/leases?company=%25").text
