"""What the surge watch may call in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from muster.db import Acting, unit_of_work, uuid7
from muster.forecasting.signals import SurgeCall, call_in
from tests.cast import HUALAN, OLGA
from tests.muster.activation.conftest import Rows


def test_a_surge_calls_in_what_was_signed_and_not_more(reservation: UUID, rows: Rows) -> None:
    call = SurgeCall(
        tenant_id=HUALAN.id,
        series_id=uuid7(),
        queue_id=None,
        alarm_id=uuid7(),
        seats=9,
        until_at=datetime.now(UTC) + timedelta(hours=3),
        price_minor=5_999,
        ceiling_minor=50_000,
        currency="CNY",
        reason="Ten times as many as usual",
        signed_by=OLGA.id,
    )
    who = Acting(tenant_ids=(HUALAN.id,))
    with unit_of_work(who):
        assert call_in(call) is None  # dearer than was signed
    with unit_of_work(who):
        made = call_in(replace(call, price_minor=6_000))
    found = rows("SELECT id, seats, origin, at_ceiling, ceiling_minor FROM activations")
    assert [tuple(row) for row in found] == [(made, 4, "surge", "stop", 50_000)]
    with unit_of_work(who):
        assert call_in(replace(call, price_minor=6_000, alarm_id=uuid7())) is None  # in use
