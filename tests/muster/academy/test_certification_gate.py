"""An agent whose certification for a client expires is out of its queues at that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.academy.models import Certification
from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.errors import Conflict
from muster.routing import offering, states
from muster.routing.redirects import redirect_to_agent
from tests.cast import ANN, BEN, HUALAN
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
PATH = f"/ops/academy/{HUALAN.id}"
EVER = datetime(2030, 1, 1, tzinfo=UTC)


def require(owner: Engine, *, required: bool = True) -> None:
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE tenants SET requires_certification = :required WHERE id = :id"),
            {"required": required, "id": HUALAN.id},
        )


def certify(owner: Engine, agent_id: UUID, until: datetime = EVER) -> None:
    values = {"tenant_id": HUALAN.id, "agent_id": agent_id, "expires_at": until,
              "certified_at": until - timedelta(days=900)}  # fmt: skip
    with owner.begin() as connection:
        connection.execute(insert(Certification).values(values))


def offered(owner: Engine) -> set[UUID]:
    """To whom two waiting contacts go in one pass."""
    tenants = (HUALAN.id,)
    with unit_of_work(build.EVERYONE):
        held = offering.hold_agents(tenants)
        offers, _ = offering.offer_waiting(tenants, held.agent_ids, offer_seconds=20)
    return {offer.agent_id for offer in offers}


def test_only_who_is_certified_gets_contacts(app: Flask, db_owner: Engine) -> None:
    require(db_owner)
    certify(db_owner, ANN.agent_id)
    certify(db_owner, BEN.agent_id, until=datetime.now(UTC) - timedelta(seconds=1))
    build.contacts(db_owner, 2)
    build.agents(db_owner, [ANN, BEN])
    assert offered(db_owner) == {ANN.agent_id}


def test_without_the_requirement_everybody_does(app: Flask, db_owner: Engine) -> None:
    require(db_owner)
    require(db_owner, required=False)
    build.contacts(db_owner, 2)
    build.agents(db_owner, [ANN, BEN])
    assert offered(db_owner) == {ANN.agent_id, BEN.agent_id}


def test_nobody_hands_over_what_may_not_be_taken(app: Flask, db_owner: Engine) -> None:
    require(db_owner)
    contact = build.contact(db_owner)
    build.agents(db_owner, [ANN, BEN])
    with unit_of_work(build.EVERYONE), pytest.raises(Conflict) as refusal:
        redirect_to_agent(contact, BEN.agent_id, "to_agent", ANN.id)
    assert "not certified" in str(refusal.value.message)


def test_nor_takes_it_from_the_list(client_for: SignIn, db_owner: Engine) -> None:
    require(db_owner)
    contact = build.contact(db_owner)
    build.agents(db_owner, [ANN])
    answer = client_for("ann").post(f"/desk/contacts/{contact}/opening")
    assert answer.status_code == 409, answer.text
    assert build.look(db_owner, Contact, contact).state == "queued"


def test_the_page_grants_and_revokes_it(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    assert oscar.post(f"{PATH}/requirement").status_code == 303
    assert not _is_certified()
    form = {"agent_id": str(ANN.agent_id), "expires_on": "2029-12-31", "source": "course"}
    assert [oscar.post(f"{PATH}/certifications", data=form).status_code for _ in range(2)] == [
        303
    ] * 2
    assert len(build.rows(db_owner, "SELECT FROM certifications")) == 1
    assert _is_certified()
    revocation = f"{PATH}/certifications/{ANN.agent_id}/revocation"
    assert oscar.post(revocation, data={"reason": " "}).status_code == 422
    assert oscar.post(revocation, data={"reason": "failed the exam"}).status_code == 303
    assert not _is_certified()
    assert oscar.post(f"{PATH}/waiver").status_code == 303
    assert _is_certified()


def _is_certified() -> bool:
    with unit_of_work(build.EVERYONE):
        return states.is_certified(HUALAN.id, ANN.agent_id)


@pytest.mark.parametrize("day", ["2020-01-01", "2090-01-01", "nonsense", ""])
def test_a_day_that_cannot_be_is_said_beside_it(
    client_for: SignIn, db_owner: Engine, day: str
) -> None:
    form = {"agent_id": str(ANN.agent_id), "expires_on": day, "source": "course"}
    answer = client_for("oscar").post(f"{PATH}/certifications", data=form)
    assert answer.status_code == 422
    assert 'id="expires_on-error"' in answer.text
    assert build.rows(db_owner, "SELECT FROM certifications") == []


def test_who_is_seated_later_is_asked_as_well(app: Flask, db_owner: Engine) -> None:
    require(db_owner)
    build.end_assignment(db_owner, ANN, HUALAN)
    build.assign(db_owner, ANN, HUALAN)
    assert not _is_certified()
    certify(db_owner, ANN.agent_id)
    assert _is_certified()


def test_planners_look_only(client_for: SignIn) -> None:
    paula = client_for("paula")
    assert paula.get(PATH).status_code == 200
    assert paula.post(f"{PATH}/requirement").status_code == 403
    assert client_for("olga").get(PATH).status_code == 404
