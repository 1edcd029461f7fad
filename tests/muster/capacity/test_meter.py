"""Operations see which promises stand on people who are there, and which do not any more."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.capacity import absent, ledger, meter
from muster.capacity.facts import Held
from muster.db import session, uuid7
from muster.tenancy.operations import system_door
from tests.cast import ANN, BEN, CAI, HUALAN, OLGA
from tests.muster.capacity import world

As = Callable[[str], AbstractContextManager[None]]
ClientFor = Callable[[str], FlaskClient]


def promise(owner: Engine, as_tenant: As) -> None:
    home = world.site(owner, "home")
    world.pool(owner, 100, site_id=home, kind="places")
    world.pool(owner, 50, site_id=home, certified_for=[HUALAN.id])
    with as_tenant("hualan"):
        made = ledger.hold(world.buyer(), world.ask(40), person_id=OLGA.id, key=uuid7())
        assert isinstance(made, Held)


def test_what_is_promised_stands_beside_who_is_there(
    as_tenant: As, db_owner: Engine, client_for: ClientFor
) -> None:
    promise(db_owner, as_tenant)
    with system_door() as across:
        read = meter.read(across, world.NOW)
    cells = {row.is_seats: next(c for c in row.cells if c) for row in read.rows}
    assert (cells[False].promised, cells[False].supply, cells[False].level) == (40, 50, "busy")
    assert (cells[True].promised, cells[True].supply) == (40, 100)
    assert [(z.hazard_zone, z.companies, z.alone) for z in read.zones] == [("coast", 1, 1)]
    page = client_for("paula").get("/ops/standby").get_data(as_text=True)
    assert "Every promise can be kept" in page


def test_people_who_went_away_break_a_promise_and_it_is_told_whose(
    as_tenant: As, db_owner: Engine, client_for: ClientFor
) -> None:
    promise(db_owner, as_tenant)
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE capacity_weeks w SET supply[12] = 33 FROM capacity_pools p"
                 " WHERE p.id = w.pool_id AND p.kind = 'people' AND week_on = :week"),
            {"week": world.NEXT_MONDAY},
        )  # fmt: skip
    with system_door() as across:
        read = meter.read(across, world.NOW)
    [broken] = read.broken
    assert (broken.company, broken.missing, broken.since.hour) == (HUALAN.name, 7, 11)
    assert read.missing == 7
    page = client_for("oscar").get("/ops/standby").get_data(as_text=True)
    assert "1 promise cannot be kept" in page
    with as_tenant("hualan"):
        assert [row.missing for row in meter.broken(session(), world.NOW)] == [7]
    with as_tenant("rival"):
        assert list(meter.broken(session(), world.NOW)) == []
    client = client_for("olga")
    own = client.get("/portal/hualan/standby").get_data(as_text=True)
    assert "7" in own
    assert "not all there" in own
    [link] = re.findall(r'<a href="(/portal/hualan/standby/[0-9a-f-]{36})"', own)
    assert "7 missing from" in client.get(link).get_data(as_text=True)
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE capacity_weeks w SET supply[12] = 20 FROM capacity_pools p"
                 " WHERE p.id = w.pool_id AND p.kind = 'places' AND week_on = :week"),
            {"week": world.NEXT_MONDAY},
        )  # fmt: skip
    page = client_for("oscar").get("/ops/standby").get_data(as_text=True)
    assert "1 promise cannot be kept" in page  # it lacks people and seats, and is one
    own = client_for("olga").get("/portal/hualan/standby").get_data(as_text=True)
    assert "· people)" in own
    assert "· seats)" in own


ABSENCES = (
    "UPDATE agents SET site_id = (SELECT id FROM sites), skills = '{sales}', languages = '{zh}'",
    (
        "INSERT INTO certifications (id, tenant_id, agent_id, source, certified_at, expires_at)"
        " SELECT gen_random_uuid(), :company, a.id, 'exam', now() - interval '1 year',"
        " CAST(:monday AS timestamptz) + CASE WHEN a.id = :cai THEN interval '10 hours'"
        " ELSE interval '1 year' END FROM agents a"
    ),
    "UPDATE agents SET left_on = CAST(:monday AS timestamptz)::date - 1 WHERE id = :ben",
    (
        "INSERT INTO time_off (id, agent_id, starts_at, ends_at, kind, state, decided_at)"
        " SELECT gen_random_uuid(), a, :monday + days * interval '1 day',"
        " :monday + (days + 1) * interval '1 day', kind, 'approved', now() + interval '1 minute'"
        " FROM (VALUES (CAST(:ann AS uuid), 0, 'sick'), (:cai, 4, 'holiday')) AS v (a, days, kind)"
    ),
    (
        "UPDATE capacity_weeks w SET supply[12] = 33 FROM capacity_pools p"
        " WHERE p.id = w.pool_id AND p.kind = 'people' AND week_on = CAST(:monday AS date)"
    ),
)


def test_who_is_not_there_is_named_with_the_reason(
    as_tenant: As, db_owner: Engine, client_for: ClientFor
) -> None:
    promise(db_owner, as_tenant)
    monday = datetime.combine(world.NEXT_MONDAY, time(), UTC)
    values = {"monday": monday, "company": HUALAN.id, "ann": ANN.agent_id, "ben": BEN.agent_id,
              "cai": CAI.agent_id}  # fmt: skip
    with db_owner.begin() as connection:
        for statement in ABSENCES:
            connection.execute(text(statement), values)
    with system_door() as across:
        [people] = absent.of(across, meter.broken(across, world.NOW))
    assert {(person.agent_id, person.why) for person in people} == {
        (ANN.agent_id, "sick"), (BEN.agent_id, "left"), (CAI.agent_id, "certificate"),
    }  # fmt: skip
    page = client_for("paula").get("/ops/standby").get_data(as_text=True)
    assert "Certification ends" in page
    assert f"/ops/agents/{ANN.agent_id}" in page
    plan = re.search(r'href="(/ops/shifts\?site=[^"]+)"', page)
    assert plan
    assert client_for("paula").get(html.unescape(plan[1])).status_code == 200
    first = client_for("oscar").get("/ops").get_data(as_text=True)
    assert "1 promise cannot be kept as things stand." in first
