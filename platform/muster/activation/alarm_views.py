"""Answers to the watch over sites, and where its alarms are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, url_for
from flask_babel import gettext as _

from muster.activation import alarms, words
from muster.activation.alarm_models import AlarmState
from muster.places.models import Site
from muster.tenancy.doors import ops
from muster.web.locale import reads_chinese

blueprint = Blueprint(
    "ops_site_alarms", __name__, url_prefix="/ops/site-alarms", template_folder="templates"
)


@blueprint.post("/<uuid:site_alarm_id>/confirmation")
@ops("sites.switch")
def create_confirmation(site_alarm_id: UUID) -> Any:
    """The site is lost."""
    site_id = alarms.confirm(site_alarm_id, by=g.principal.person_id)
    flash(_("The site is marked as down. Its seats are called in elsewhere."), "success")
    return _go(site_id)


@blueprint.post("/<uuid:site_alarm_id>/dismissal")
@ops("sites.switch")
def create_dismissal(site_alarm_id: UUID) -> Any:
    """It is not lost."""
    site_id = alarms.dismiss(site_alarm_id, by=g.principal.person_id)
    flash(_("Noted as a false alarm. Nothing was changed at the site."), "success")
    return _go(site_id)


def on_site(site: Site) -> Mapping[str, Any]:
    """What a site's page shows of alarms: the one that waits with its people, and earlier ones."""
    rows = alarms.listed(site_id=site.id)
    waiting = next((row for row in rows if row["state"] == AlarmState.OPEN), None)
    return {
        "doubted": waiting is not None,
        "waiting": [waiting] if waiting else [],
        "people": alarms.people_of(waiting["id"]) if waiting else [],
        "earlier": [row for row in rows if row["state"] != AlarmState.OPEN],
        "words": words,
        "chinese": reads_chinese(),
    }


def on_overview() -> Mapping[str, Any]:
    """What the overview shows: alarms that wait, and lines that dropped everywhere lately."""
    return {"rows": alarms.listed(current=True), "chinese": reads_chinese()}


ON_SITE = ("activation/ops/_alarms_of_site.html", on_site)
ON_OVERVIEW = ("activation/ops/_alarms_now.html", on_overview)


def _go(site_id: UUID) -> Any:
    return redirect(url_for("ops_sites.show", site_id=site_id), code=303)
