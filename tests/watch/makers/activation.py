"""Ids of activations, of who is called, and of lost sites."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, update

from muster.activation.alarm_models import SiteAlarm
from muster.activation.models import Activation, CalledPerson, DrillCertificate, SiteLoss
from muster.activation.states import Kind, Origin, PersonState, State
from muster.db import uuid7
from muster.places.models import SiteChange
from muster.workforce.models import Agent
from tests.cast import ANN, HUALAN, OLGA
from tests.watch.makers import places
from tests.watch.making import add, makes, now


@makes("activation_id")
def activation(owner: Engine) -> UUID:
    """Open, and judged already, so that each of its pages has something to show."""
    activation_id = add(
        owner,
        Activation,
        tenant_id=HUALAN.id,
        number=int(uuid7()) % 1_000_000_000,
        request_key=uuid7(),
        kind=Kind.SITE_LOSS,
        origin=Origin.SITE_LOSS,
        seats=1,
        reason="A test",
        until_at=now() + timedelta(days=1),
        ramp=[{"seats": 1, "minutes": 15}],
        skills=[],
        languages=[],
        currency="CNY",
        price_minor=0,
        state=State.OPEN,
        short=0,
        short_why="",
        requested_by=OLGA.id,
    )
    add(
        owner,
        DrillCertificate,
        tenant_id=HUALAN.id,
        activation_id=activation_id,
        seats=1,
        reached=1,
        marks=[],
        kept=True,
        missing=0,
        credit_minor=0,
    )
    return activation_id


@makes("called_id")
def called(owner: Engine) -> UUID:
    """Ann is called; whoever was before is not any more."""
    with owner.begin() as connection:
        connection.execute(
            update(CalledPerson)
            .where(CalledPerson.over_at.is_(None))
            .values(state=PersonState.RELEASED, over_at=now())
        )
        connection.execute(update(Agent).where(Agent.id == ANN.agent_id).values(retired_at=None))
    return add(
        owner,
        CalledPerson,
        tenant_id=HUALAN.id,
        activation_id=activation(owner),
        agent_id=ANN.agent_id,
        agent_name=ANN.name,
        tier="hot",
        state=PersonState.CALLED,
        needs_briefing=False,
        called_at=now(),
        due_at=now() + timedelta(minutes=5),
    )


@makes("loss_id")
def loss(owner: Engine) -> UUID:
    site = places.site(owner, down_since=now())
    change = add(owner, SiteChange, site_id=site, is_down=True, reason="Flood")
    return add(owner, SiteLoss, change_id=change, site_id=site, reason="Flood")


@makes("site_alarm_id")
def site_alarm(owner: Engine) -> UUID:
    site = places.site(owner)
    return add(
        owner,
        SiteAlarm,
        site_id=site,
        state="open",
        first_lost_at=now(),
        last_lost_at=now(),
        lost=6,
        on_duty=6,
        lost_elsewhere=0,
        on_duty_elsewhere=9,
        clear=True,
        share_limit=60,
        people_limit=5,
        minutes_limit=3,
    )
