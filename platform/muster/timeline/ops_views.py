"""/ops/timelines: the days of all agents, with every company's contacts."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, render_template, request
from flask_babel import get_timezone

from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door
from muster.timeline import moves, reading, words
from muster.workforce import agents
from muster.workforce.queries import clients_of

PAGE = 25

blueprint = Blueprint(
    "ops_timelines", __name__, url_prefix="/ops/timelines", template_folder="templates"
)


@blueprint.get("")
@ops("timelines.see_all")
def index() -> str:
    """Agents by name, a line each; `?day=`, `?after=` continues."""
    found = agents.all_agents(after=request.args.get("after", ""), limit=PAGE)
    look = _shown()
    with operations_door(f"timelines {look.day}") as across:
        lines = reading.whole_days(across, [(a.id, a.display_name) for a in found], look)
    return render_template(
        "timeline/ops/index.html",
        look=look,
        lines=lines,
        after=found[-1].display_name if len(found) == PAGE else "",
        words=words,
    )


@blueprint.get("/<uuid:agent_id>")
@ops("timelines.see_all")
def show(agent_id: UUID) -> str:
    """One agent's day: line, contacts, and who changed what."""
    agent, look = agents.find_agent(agent_id), _shown()
    with operations_door(f"timeline {agent_id} {look.day}") as across:
        (line,) = reading.whole_days(across, [(agent_id, agent.display_name)], look)
        companies = clients_of(across, [agent_id]).get(agent_id, [])
        moved = moves.of_day(across, agent_id, look.whole)
    return render_template(
        "timeline/ops/show.html",
        look=look,
        day=line,
        companies=companies,
        moves=moved,
        words=words,
    )


def _shown() -> reading.Shown:
    return reading.shown(request.args.get("day", ""), str(get_timezone()), datetime.now(UTC))
