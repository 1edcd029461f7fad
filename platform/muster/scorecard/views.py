"""/desk/my-day: my figures of today, my states on a line, my contacts."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, g, render_template
from flask_babel import get_timezone

from muster.db import Acting, acting_within, session
from muster.desk.views import uncached
from muster.scorecard.figures import Figures, figures, ratings, served
from muster.tenancy.doors import desk
from muster.timeline import reading, words
from muster.timeline.days import Day
from muster.web.locale import read_in

blueprint = Blueprint("scorecard", __name__, url_prefix="/desk/my-day", template_folder="templates")


@blueprint.get("")
@desk
def show() -> str:
    """My day as a fragment for the desk's dialog."""
    look, day, found = _today()
    return render_template(
        "scorecard/_day.html",
        look=look,
        day=day,
        figures=found,
        ratings=ratings(g.principal.agent_id, look.so_far),
        words=words,
        zone=_zone(),
    )


@blueprint.get("/figures")
@desk
def numbers() -> Response:
    """The three figures that stand over the desk."""
    _, _, found = _today()
    return uncached(handled=found.handled, aht_seconds=found.aht_seconds, csat=found.csat)


def _today() -> tuple[reading.Shown, Day, Figures]:
    principal = g.principal
    read_in(zone=_zone())
    look = reading.shown("", _zone(), datetime.now(UTC))
    agents = [(principal.agent_id, principal.agent_name or "")]
    (day,) = reading.whole_days(session, agents, look)
    everywhere = Acting(served(principal.agent_id, look.whole[0]), principal.person_id)
    with acting_within(everywhere):
        bars = reading.contacts_of(session, principal.agent_id, look)
        return look, day, figures(principal.agent_id, bars, look.so_far)


def _zone() -> str:
    """My day is the day of the company I serve, or of the installation."""
    clients = g.principal.clients
    return clients[0].time_zone if clients else str(get_timezone())
