"""Activation as a feature of the operator's, of the desk, and of whoever is called."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.activation import (
    alarm_jobs,
    alarm_views,
    alarms,
    call_views,
    desk_views,
    jobs,
    loss_jobs,
    loss_views,
    losses,
    ops_views,
    surges,
    words,
)
from muster.billing.words import register
from muster.desk.providers import providers
from muster.features import Feature, NavEntry, Permission
from muster.forecasting import signals
from muster.operations import queries as overview
from muster.places import actions as places
from muster.places import queries as places_shown


def init_app(app: Flask) -> None:
    """Show calls at the desk, alarms where operations look, and say what charges are for."""
    providers(app).parts.append("activation/_desk.html")
    register(words.CHARGES)
    if alarm_views.ON_SITE not in places_shown.panels:
        places_shown.panels.append(alarm_views.ON_SITE)
    if alarm_views.ON_OVERVIEW not in overview.heads:
        overview.heads.append(alarm_views.ON_OVERVIEW)


# What happens to a site is heard here, in the unit of work of whoever says so.
places.went_down.append(losses.note_down)
places.went_down.append(alarms.note_down)
places.came_up.append(losses.note_up)
signals.connect(surges.call_in)
JOBS = (jobs, loss_jobs, alarm_jobs)


FEATURE = Feature(
    name="activation",
    blueprints=(
        call_views.blueprint,
        desk_views.blueprint,
        ops_views.blueprint,
        loss_views.blueprint,
        alarm_views.blueprint,
    ),
    permissions=(
        Permission(
            "activations.see_all",
            _l("See who is called in for whom, over all clients"),
            staff_roles=frozenset({"admin", "operations", "planner"}),
        ),
        Permission(
            "activations.run",
            _l("Call standby in for a client, name students, send people back"),
            staff_roles=frozenset({"admin", "operations"}),
        ),
    ),
    nav=(
        NavEntry(
            "ops",
            "ops_activations.index",
            _l("Activations"),
            "bell-ringing",
            "activations.see_all",
            34,
        ),
        NavEntry(
            "ops",
            "ops_site_losses.index",
            _l("Lost sites"),
            "building-off",
            "activations.see_all",
            39,
            count=alarms.count_open,
        ),
    ),
    periodic=(*jobs.PERIODIC, *alarm_jobs.PERIODIC),
    init_app=init_app,
)
