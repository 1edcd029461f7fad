"""/portal/<tenant>/timelines: the days of the agents who sit for the company."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, g, render_template, request

from muster.db import session
from muster.errors import existing
from muster.tenancy.doors import portal
from muster.timeline import moves, queries, reading, words

PAGE = 25

blueprint = Blueprint(
    "timelines", __name__, url_prefix="/portal/<tenant>/timelines", template_folder="templates"
)


@blueprint.get("")
@portal("timelines.see")
def index() -> str:
    """Agents by name, a line each; `?day=`, `?after=` continues."""
    after = request.args.get("after", "")
    found = queries.seated(session, g.company.id, after, PAGE)
    agents = [(row["id"], row["display_name"]) for row in found]
    look = _shown()
    return render_template(
        "tenant_timeline/index.html",
        look=look,
        lines=reading.days_for(session, g.company.id, agents, look),
        after=agents[-1][1] if len(agents) == PAGE else "",
        words=words,
    )


@blueprint.get("/<uuid:agent_id>")
@portal("timelines.see")
def show(agent_id: UUID) -> str:
    """One agent's day: line, contacts, and who changed what."""
    name = existing(queries.name_of(session, g.company.id, agent_id))
    look = _shown()
    (day,) = reading.days_for(session, g.company.id, [(agent_id, name)], look)
    return render_template(
        "tenant_timeline/show.html",
        look=look,
        day=day,
        moves=moves.of_day(session, agent_id, look.whole, g.company.id),
        words=words,
    )


def _shown() -> reading.Shown:
    return reading.shown(request.args.get("day", ""), g.company.time_zone, datetime.now(UTC))
