"""Operations see which promises stand on people who are there, and which do not any more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.capacity import ledger, meter
from muster.capacity.facts import Held
from muster.db import session, uuid7
from muster.tenancy.operations import system_door
from tests.cast import HUALAN, OLGA
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
    own = client_for("olga").get("/portal/hualan/standby").get_data(as_text=True)
    assert "7" in own
    assert "not all there" in own
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
