"""Half a year of the health-card hotline: a quiet line, a mailing each month, and one rumour."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from marketplace.demo.hotline import SLUG
from marketplace.demo.script import address
from muster.conversations.models import Queue
from muster.db import Acting, session, unit_of_work
from muster.forecasting import events, points, policies, series
from muster.forecasting.grid import starts_within
from muster.forecasting.models import ArrivalSeries
from muster.forecasting.points import Point
from muster.identity.models import Person
from muster.tenancy.models import Tenant

NAME = "健康卡热线"
ZONE = "Asia/Shanghai"
WEEKS, MINUTES = 26, 30
A_DAY = 22.0
WEEK = (1.35, 1.15, 1.0, 0.95, 1.05, 0.45, 0.35)
MAILING, MAILING_DAYS, MAILING_TIMES = "月初短信提醒", 2, 1.7
RUMOUR_DAYS_AGO, RUMOUR_TIMES = 45, 7.0
SEED = 2026


def fill() -> None:
    """Give the hotline its history, its mailings and its watch, unless it has them."""
    with unit_of_work(Acting(identity=True, staff=True)):
        tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == SLUG))
        owner = session.scalar(select(Person).where(Person.email == address(f"owner.{SLUG}")))
        if tenant_id is None or owner is None:
            return
        signer = (owner.id, owner.name)
    with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=signer[0])):
        if any(each.name == NAME for each in series.all_of(tenant_id)):
            return
        line = _line(tenant_id)
        today = datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date()
        first = today - timedelta(weeks=WEEKS)
        points.keep(line, _points(first, today))
        for day in _mailings(first, today + timedelta(days=40)):
            events.create(
                tenant_id,
                signer[0],
                name=MAILING,
                starts_on=day,
                ends_on=day + timedelta(days=MAILING_DAYS - 1),
                percent=None,
                series_id=line.id,
            )
        rules = policies.Rules(watching=True, at_least=60, aht_seconds=240, currency="CNY")
        policies.sign(line.id, *signer, rules)


def _line(tenant_id: UUID) -> ArrivalSeries:
    queue = session.scalar(select(Queue.id).where(Queue.tenant_id == tenant_id, Queue.is_default))
    return series.create(
        tenant_id,
        name=NAME,
        time_zone=ZONE,
        interval_minutes=MINUTES,
        holidays="CN",
        queue_id=queue,
    )


def _mailings(first: date, last: date) -> list[date]:
    """The first of each month."""
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    return [day for day in days if day.day == 1]


def _points(first: date, today: date) -> list[Point]:
    draw = random.Random(SEED)  # noqa: S311 — the same history each time, nothing secret
    zone = ZoneInfo(ZONE)
    rumour = today - timedelta(days=RUMOUR_DAYS_AGO)
    made = []
    for number in range((today - first).days):
        day = first + timedelta(days=number)
        level = A_DAY * WEEK[day.weekday()] * draw.gauss(1.0, 0.08)
        level *= MAILING_TIMES if day.day <= MAILING_DAYS else 1.0
        level *= RUMOUR_TIMES if day == rumour else 1.0
        for start in starts_within(day, MINUTES, zone):
            local = start.astimezone(zone)
            came = _poisson(draw, max(level, 0.0) * _share(local.hour + local.minute / 60))
            lost = sum(draw.random() < 0.04 for _ in range(came))
            aht = round(draw.gauss(238.0, 30.0), 1) if came > lost else None
            made.append(Point(start, came, came - lost, lost, aht))
    return made


def _share(hour: float) -> float:
    """Of a day's contacts in half an hour: two peaks by day, next to nothing at night."""
    wave = math.exp(-(((hour - 10.3) / 1.9) ** 2)) + 0.8 * math.exp(-(((hour - 15.6) / 2.3) ** 2))
    return (wave + 0.012) / 13.5


def _poisson(draw: random.Random, mean: float) -> int:
    """How many come by chance where `mean` are usual (Knuth's method: means are small here)."""
    limit, count, product = math.exp(-mean), 0, draw.random()
    while product > limit:
        count += 1
        product *= draw.random()
    return count
