"""Ids of standby that is held."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from muster.capacity.models import Reservation
from muster.db import uuid7
from tests.cast import HUALAN, OLGA
from tests.watch.making import add, makes, now


@makes("reservation_id")
def reservation(owner: Engine) -> UUID:
    return add(
        owner,
        Reservation,
        tenant_id=HUALAN.id,
        number=0,
        state="payment_pending",
        kind="guaranteed",
        seats=1,
        skills=[],
        languages=["zh"],
        ramp=[{"seats": 1, "minutes": 15}],
        starts_on=now().date(),
        ends_on=now().date() + timedelta(days=30),
        weekly_window={},
        time_zone="Asia/Shanghai",
        avoid_hazard_zones=[],
        avoid_sites=[],
        copy_factor=8,
        hold_price_minor=1,
        use_price_minor=1,
        currency="CNY",
        hold_expires_at=now() + timedelta(minutes=30),
        request_key=uuid7(),
        ordered_by=OLGA.id,
    )
