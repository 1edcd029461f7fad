"""Surges that were seen: listed, and seen to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, update

from muster.audit.actions import record
from muster.db import session
from muster.errors import existing
from muster.forecasting.models import AlarmOutcome, ArrivalSeries, SurgeAlarm


def of(series_id: UUID, *, limit: int, skipped: int = 0) -> Sequence[SurgeAlarm]:
    """The alarms of a series, the latest first."""
    return session.scalars(
        select(SurgeAlarm)
        .where(SurgeAlarm.series_id == series_id)
        .order_by(SurgeAlarm.id.desc())
        .limit(limit)
        .offset(skipped)
    ).all()


def lasting(tenant_id: UUID) -> Sequence[SurgeAlarm]:
    """The surges that last, of all series of a company, the latest first."""
    return session.scalars(
        select(SurgeAlarm)
        .where(SurgeAlarm.tenant_id == tenant_id, SurgeAlarm.ended_at.is_(None))
        .order_by(SurgeAlarm.id.desc())
    ).all()


def answer(alarm: SurgeAlarm, activation_id: UUID, person_id: UUID) -> None:
    """Somebody called people in for it, and so has seen to it."""
    alarm.outcome, alarm.activation_id = AlarmOutcome.ACTIVATED, activation_id
    session.flush()
    dismiss(alarm.id, person_id)


def dismiss(alarm_id: UUID, person_id: UUID) -> UUID:
    """Somebody has seen to it; a second time changes nothing. Gives the series. Raises NotFound."""
    alarm = existing(session.scalar(select(SurgeAlarm).where(SurgeAlarm.id == alarm_id)))
    if session.scalar(
        update(SurgeAlarm)
        .where(SurgeAlarm.id == alarm_id, SurgeAlarm.dismissed_at.is_(None))
        .values(dismissed_at=datetime.now(UTC), dismissed_by=person_id)
        .returning(SurgeAlarm.id)
    ):
        series = session.get_one(ArrivalSeries, alarm.series_id)
        record("surge.dismissed", subject=series.name, tenant_id=alarm.tenant_id)
    return alarm.series_id
