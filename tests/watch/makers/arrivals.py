"""Ids of histories of arrivals, of what is known of them, and of surges."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Engine

from muster.db import uuid7
from muster.forecasting.models import ArrivalEvent, ArrivalSeries, SurgeAlarm
from tenants.arrivals.mapping import ArrivalMapping
from tenants.imports.models import Import
from tests.cast import HUALAN, SAM
from tests.watch.making import SOON, add, makes, now


@makes("arrival_import_id")
def arrival_import(owner: Engine) -> UUID:
    return add(
        owner,
        Import,
        tenant_id=HUALAN.id,
        kind="arrivals",
        filename="history.csv",
        format="csv",
        encoding="utf-8",
        columns=["date", "calls"],
        mapping=ArrivalMapping({"date": "start", "calls": "offered"}, name="Line").kept(),
        state="failed",
        failure="file.no_good_rows",
        rows_done=0,
        rows_created=0,
        rows_updated=0,
        rows_unchanged=0,
        rows_failed=0,
        started_by=SAM.id,
    )


@makes("series_id")
def arrival_series(owner: Engine) -> UUID:
    return add(
        owner,
        ArrivalSeries,
        tenant_id=HUALAN.id,
        name=f"Line {uuid7()}",
        time_zone="Asia/Shanghai",
        interval_minutes=30,
        holidays="CN",
    )


@makes("event_id")
def arrival_event(owner: Engine) -> UUID:
    day = now().date()
    return add(
        owner, ArrivalEvent, tenant_id=HUALAN.id, name="Campaign", starts_on=day, ends_on=day
    )


@makes("surge_alarm_id")
def surge_alarm(owner: Engine) -> UUID:
    return add(
        owner,
        SurgeAlarm,
        tenant_id=HUALAN.id,
        series_id=arrival_series(owner),
        began_at=now(),
        seen_until=now(),
        offered=200,
        expected=20.0,
        upper=40.0,
        peak_per_hour=200.0,
        seats=10,
        until_at=now() + SOON,
        outcome="proposed",
    )
