"""The clock of the watch over sites."""

from __future__ import annotations

import logging

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from muster.activation import alarms
from muster.db import Acting, session, unit_of_work
from muster.features import Periodic
from muster.jobs import job
from muster.places.models import Site
from muster.settings import Settings
from muster.tenancy.operations import system_door

log = logging.getLogger(__name__)

WATCH = "sites.watch"
PERIODIC = (Periodic(WATCH, seconds=15),)


@job(WATCH, acts="system", timeout_seconds=30)
def watch() -> None:
    """See whose lines dropped together at one site; go on with the alarms that are open."""
    with system_door() as reader:
        waiting = alarms.open_ids(reader)
        people = alarms.lines(reader)
    settings: Settings = current_app.config["SETTINGS"]
    for alarm_id in waiting:
        with force_locale(settings.default_locale), unit_of_work(Acting(staff=True)):
            alarms.go_on(alarm_id, people)
    if not people:
        return
    with unit_of_work(Acting(staff=True)):
        sites = session.scalars(select(Site)).all()
        found = [(site.id, seen) for site, seen in alarms.news(people, sites)]
    for site_id, seen in found:
        with unit_of_work(Acting(staff=True)):
            raised = alarms.raise_alarm(site_id, seen)
            if raised is not None:
                log.warning("%s of %s lines lost: %s", raised.lost, raised.on_duty, raised.state)
