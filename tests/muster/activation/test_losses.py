"""The day a site is lost: whose seats are called in elsewhere, in which order, and why not."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient

from muster.activation import loss_jobs
from muster.db import Acting, unit_of_work
from muster.places import actions as places
from tests.cast import ANN, BEN, CAI, OSCAR, known_id
from tests.muster.activation.conftest import Rows, do_step

SITE = known_id("site down")
ClientFor = Callable[[str], FlaskClient]
ADD_SITE = """INSERT INTO sites (id, code, name_en, name_zh, region, time_zone, hazard_zone, seats)
VALUES (:s, 'xm-1', 'Harbour', '海港', 'East', 'Asia/Shanghai', 'coast', 100)"""


def lose(rows: Rows) -> UUID:
    """Ann, Ben and Cai work at a site; it goes down."""
    rows(ADD_SITE, s=SITE)
    agents = [person.agent_id for person in (ANN, BEN, CAI)]
    rows("UPDATE agents SET site_id = :s, retired_at = NULL WHERE id = ANY (:a)", s=SITE, a=agents)
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        places.mark_down(SITE, "Flood", by=OSCAR.id)
    loss_id: UUID = rows("SELECT id FROM site_losses")[0].id
    loss_jobs.cover(loss_id)
    return loss_id


def test_reserves_are_called_in_first_and_who_has_none_is_told_why(
    client_for: ClientFor, reservation: UUID, hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(2, certified=2)
    loss_id = lose(rows)
    shares = rows("SELECT place, priority, lost, wanted, why FROM site_loss_shares ORDER BY place")
    assert [tuple(share) for share in shares] == [
        (1, "guaranteed", 2, 2, ""),
        (2, "other", 1, 0, "no_reserve"),
    ]
    rows("UPDATE site_losses SET handled_at = NULL")
    loss_jobs.cover(loss_id)  # a worker that died begins again
    ((activation, reserve),) = rows("SELECT id, reservation_id FROM activations")
    assert reserve == reservation
    do_step(activation)
    called = rows("SELECT agent_id FROM called_people")
    assert len(called) == 2
    assert not {row.agent_id for row in called} & {ANN.agent_id, BEN.agent_id, CAI.agent_id}
    oscar = client_for("oscar")
    page = oscar.get(f"/ops/site-losses/{loss_id}").text
    assert "2 of 3 lost seats are called in elsewhere" in page
    assert "no standby is reserved, and nobody is free elsewhere" in page
    assert "Harbour" in oscar.get("/ops/site-losses").text


def test_people_free_elsewhere_help_and_go_back_when_the_site_is_up(
    hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(1)
    loss_id = lose(rows)
    shares = rows("SELECT lost, wanted, why FROM site_loss_shares ORDER BY place")
    assert [tuple(share) for share in shares] == [(2, 1, "few"), (1, 0, "no_reserve")]
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        places.mark_up(SITE, "Dry again", by=OSCAR.id)
    loss_jobs.uncover(loss_id)
    states = rows("SELECT DISTINCT state, release_reason FROM activations")
    assert [tuple(state) for state in states] == [("releasing", "site_up")]
