"""The surge watch: a clock that counts what comes, holds it against the forecast, and alarms."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from muster.audit.actions import record
from muster.db import Acting, database, session, unit_of_work
from muster.errors import DomainError
from muster.events.actions import record as happened
from muster.forecasting import counting, forecasts, policies, proposing, telling
from muster.forecasting.counting import HOUR, QUARTER, Live
from muster.forecasting.models import DAY, AlarmOutcome, ArrivalSeries, SurgeAlarm, SurgePolicy
from muster.forecasting.outlook import Outlook
from muster.forecasting.signals import SurgeCall, call_in
from muster.forecasting.surge import Reading, is_over, is_surge, pooled, reading

log = logging.getLogger(__name__)
PROPOSED_FOR = timedelta(hours=4)
QUIET_BEFORE_END = timedelta(minutes=30)

_COUNTED = text("SELECT DISTINCT tenant_id FROM arrival_series WHERE queue_id IS NOT NULL")


def look(now: datetime | None = None) -> None:
    """Count what came in every company that has a queue counted, and see whether it is a surge."""
    now = now or datetime.now(UTC)
    with database.engines["operations"].connect() as connection:
        tenant_ids = list(connection.execute(_COUNTED).scalars())
    for tenant_id in tenant_ids:
        # As the operator, too: who hears of it is found among people.
        with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
            look_at(tenant_id, now)


def look_at(tenant_id: UUID, now: datetime) -> None:
    """The same for one company, in the current unit of work."""
    counts = counting.live(tenant_id, now)
    for series in _counted(tenant_id):
        counting.advance(series, now)
        policy = policies.current(series.id)
        if policy is not None and policy.watching and series.queue_id is not None:
            watch(series, policy, counts.get(series.queue_id, Live()), now)


def watch(series: ArrivalSeries, policy: SurgePolicy, came: Live, now: datetime) -> None:
    """Hold what came to one series against its forecast, and alarm, go on, or end an alarm."""
    seen = readings(series, came, now)
    if not seen:
        return
    lasting = _lasting(series.id)
    if lasting is not None:
        _go_on(series, policy, lasting, seen, now)
    else:
        found = next((each for each in seen if is_surge(each[0], policy.at_least)), None)
        if found is not None:
            _alarm(series, policy, *found, now)


def readings(series: ArrivalSeries, came: Live, now: datetime) -> list[tuple[Reading, timedelta]]:
    """The last hour and its last quarter as readings, with how long each is; nothing without a
    forecast for them. Of a series by day, the last whole day.
    """
    zone = ZoneInfo(series.time_zone)
    today = now.astimezone(zone).date()
    if series.interval_minutes == DAY:
        return _yesterday(series, today - timedelta(days=1))
    outlook = forecasts.of_day(series, today)
    if outlook.interval_band is None:
        return []
    seen = []
    for offered, length in ((came.hour, HOUR), (came.quarter, QUARTER)):
        parts = _parts(series, outlook, now - length, now)
        if parts:
            expected, sigma = pooled(parts, outlook.interval_band)
            seen.append((Reading(offered, expected, sigma), length))
    return seen


def _counted(tenant_id: UUID) -> Sequence[ArrivalSeries]:
    return session.scalars(
        select(ArrivalSeries)
        .where(ArrivalSeries.tenant_id == tenant_id, ArrivalSeries.queue_id.is_not(None))
        .order_by(ArrivalSeries.id)
        .with_for_update(skip_locked=True)
    ).all()


def _lasting(series_id: UUID) -> SurgeAlarm | None:
    return session.scalar(
        select(SurgeAlarm).where(SurgeAlarm.series_id == series_id, SurgeAlarm.ended_at.is_(None))
    )


def _parts(
    series: ArrivalSeries, outlook: Outlook, since: datetime, until: datetime
) -> list[tuple[float, float]]:
    """(expected, share) of the intervals in a span; around holidays no less than usual."""
    length = timedelta(minutes=series.interval_minutes)
    zone = ZoneInfo(series.time_zone)
    lifts = {day.day: day.lift for day in outlook.days}
    parts = []
    for each in outlook.intervals:
        begins, ends = max(each.starts_at, since), min(each.starts_at + length, until)
        if begins < ends:
            lift = lifts.get(each.starts_at.astimezone(zone).date(), 1.0)
            parts.append((each.expected * lift, (ends - begins) / length))
    return parts


def _yesterday(series: ArrivalSeries, day: date) -> list[tuple[Reading, timedelta]]:
    offered = forecasts.total(series, day)
    outlook = forecasts.of_day(series, day)
    if offered is None or outlook.day_band is None or not outlook.days:
        return []
    first = outlook.days[0]
    if first.day != day:
        return []
    seen = reading(offered, first.expected * first.lift, outlook.day_band)
    return [(seen, timedelta(days=1))]


def _alarm(
    series: ArrivalSeries, policy: SurgePolicy, seen: Reading, length: timedelta, now: datetime
) -> None:
    """Write the alarm, tell of it, and call people in if that was signed."""
    hours = length / HOUR
    peak = seen.offered / hours
    seats = proposing.extra_seats(peak, seen.expected / hours, policy.aht_seconds)
    alarm = SurgeAlarm(
        tenant_id=series.tenant_id,
        series_id=series.id,
        began_at=now - length,
        seen_until=now,
        offered=seen.offered,
        expected=seen.expected,
        upper=seen.upper,
        peak_per_hour=peak,
        seats=seats,
        until_at=now + PROPOSED_FOR,
        outcome=AlarmOutcome.PROPOSED,
    )
    session.add(alarm)
    session.flush()
    if policy.by_itself:
        _activate(series, policy, alarm)
    record(
        "surge.seen",
        subject=series.name,
        tenant_id=series.tenant_id,
        offered=seen.offered,
        expected=round(seen.expected),
        seats=seats,
        outcome=alarm.outcome,
    )
    telling.tell(series, alarm)
    happened("surge.alarmed", tenant_id=series.tenant_id, payload={"id": str(alarm.id)})


def _activate(series: ArrivalSeries, policy: SurgePolicy, alarm: SurgeAlarm) -> None:
    hours = PROPOSED_FOR / HOUR
    seats = proposing.affordable(policy, alarm.seats, hours)
    if seats == 0:
        alarm.outcome = AlarmOutcome.BEYOND_LIMIT
        return
    alarm.activation_id = _called(
        SurgeCall(
            tenant_id=series.tenant_id,
            series_id=series.id,
            queue_id=series.queue_id,
            alarm_id=alarm.id,
            seats=seats,
            until_at=alarm.until_at,
            price_minor=policy.price_minor or 0,
            ceiling_minor=policy.budget_minor or 0,
            currency=policy.currency,
            reason=telling.reason(series, alarm),
            signed_by=policy.signed_by,
        )
    )
    came = alarm.activation_id is not None
    alarm.outcome = AlarmOutcome.ACTIVATED if came else AlarmOutcome.NOBODY_THERE


def _called(call: SurgeCall) -> UUID | None:
    """The activation; what goes wrong in it must not cost the alarm."""
    try:
        with session.begin_nested():
            return call_in(call)
    except (DomainError, SQLAlchemyError):
        log.exception("nobody could be called in for surge %s", call.alarm_id)
        return None


def _go_on(
    series: ArrivalSeries,
    policy: SurgePolicy,
    alarm: SurgeAlarm,
    seen: Sequence[tuple[Reading, timedelta]],
    now: datetime,
) -> None:
    """A surge that lasts is not alarmed again; it ends when half an hour was ordinary."""
    whole, length = seen[0]
    if not all(is_over(each) for each, _ in seen):
        alarm.seen_until = now
        _grow(policy, alarm, seen, now)
        if whole.offered > alarm.offered:
            alarm.offered, alarm.expected, alarm.upper = whole.offered, whole.expected, whole.upper
    elif now - alarm.seen_until >= min(length, QUIET_BEFORE_END):
        alarm.ended_at = now
        happened("surge.ended", tenant_id=series.tenant_id, payload={"id": str(alarm.id)})


def _grow(
    policy: SurgePolicy, alarm: SurgeAlarm, seen: Sequence[tuple[Reading, timedelta]], now: datetime
) -> None:
    """What is proposed follows a higher peak, until people are called in."""
    rates = ((each.offered / (span / HOUR), each.expected / (span / HOUR)) for each, span in seen)
    peak, usual = max(rates)
    if peak <= alarm.peak_per_hour:
        return
    alarm.peak_per_hour = peak
    if alarm.activation_id is None:
        seats = proposing.extra_seats(peak, usual, policy.aht_seconds)
        alarm.seats, alarm.until_at = max(alarm.seats, seats), now + PROPOSED_FOR
