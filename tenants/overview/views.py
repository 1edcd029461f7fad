"""/portal/<tenant>: the answer first, then the numbers, then what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, g, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from muster.forecasting import alarms
from muster.tenancy.doors import may, portal
from muster.tenancy.zones import midnight
from muster.web.display import duration
from tenants.overview.queries import Standing, newest, standing
from tenants.overview.steps import steps

blueprint = Blueprint("overview", __name__, template_folder="templates")


@blueprint.get("/portal/<tenant>")
@portal("overview.see")
def show() -> str:
    """Are my customers being answered?"""
    now = datetime.now(UTC)
    current = standing(g.company.id, midnight(g.company.time_zone, now))
    todo = steps(current, confirmed=g.principal.confirmed, slug=g.company.slug)
    return render_template(
        "overview/show.html",
        now=now,
        standing=current,
        sentence=sentence(current, now),
        tone=tone(current),
        steps=todo,
        left=sum(not step.done for step in todo),
        newest=newest(g.company.id) if may("live.see") else [],
        surges=alarms.lasting(g.company.id) if may("arrivals.see") else (),
    )


def sentence(current: Standing, now: datetime) -> str:
    """How it stands, in words."""
    if current.seats == 0:
        return str(_("You have no seats yet, so nobody answers for you."))
    if current.assigned == 0:
        assigning: str = ngettext(
            "You have rented one seat; its agent is being assigned.",
            "You have rented %(num)s seats; their agents are being assigned.",
            current.seats,
        )
        return assigning
    available = ngettext(
        "%(available)s of your %(num)s seat is available",
        "%(available)s of your %(num)s seats are available",
        current.seats,
        available=current.at_work,
    )
    if current.waiting == 0 or current.oldest is None:
        return str(_("%(available)s, and nobody is waiting.", available=available))
    longest = duration((now - current.oldest).total_seconds())
    waiting = ngettext(
        "%(num)s customer is waiting, for %(longest)s",
        "%(num)s customers are waiting, the first for %(longest)s",
        current.waiting,
        longest=longest,
    )
    return str(_("%(available)s, and %(waiting)s.", available=available, waiting=waiting))


def tone(current: Standing) -> str:
    """How it stands, as a colour."""
    if current.waiting and not current.at_work:
        return "bad"
    return "warn" if current.waiting or not current.at_work else "good"
