"""/ops/agents: the operator's agents and the list of skills."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import Invalid
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door
from muster.workforce import agents, hiring, queries
from muster.workforce.forms import AgentForm
from muster.workforce.plans_views import skill_choices

blueprint = Blueprint("ops_agents", __name__, url_prefix="/ops/agents", template_folder="templates")


@blueprint.get("")
@ops("agents.see")
def index() -> str:
    """Agents by name with their state and whom they serve; `?after=` continues."""
    found = agents.all_agents(after=request.args.get("after", ""))
    with operations_door("agents") as across:
        clients = queries.clients_of(across, [agent.id for agent in found])
        summary = queries.agent_summary(across)
    return render_template(
        "workforce/agents/index.html",
        agents=found,
        clients=clients,
        summary=summary,
        skills=agents.all_skills(),
    )


@blueprint.get("/new")
@ops("agents.edit")
def new() -> str:
    """An empty agent."""
    return _form(AgentForm(formdata=None).offer(skill_choices()))


@blueprint.post("")
@ops("agents.edit")
def create() -> Any:
    """Make somebody an agent; a person unknown so far gets an invitation by mail."""
    form = AgentForm().offer(skill_choices())
    if not form.validate():
        return _form(form), 422
    try:
        hiring.hire_by_email(form.email.data or "", **form.values())
    except Invalid as problem:
        form[problem.field].errors = [problem.message]
        return _form(form), problem.status
    flash(_("The agent is there. Assign a seat, and contacts can come."), "success")
    return redirect(url_for("ops_agents.index"), code=303)


@blueprint.get("/<uuid:agent_id>/edit")
@ops("agents.edit")
def edit(agent_id: UUID) -> str:
    """An agent to change."""
    form = AgentForm(formdata=None).offer(skill_choices())
    form.fill(agents.find_agent(agent_id))
    return _form(form, agent_id)


@blueprint.post("/<uuid:agent_id>")
@ops("agents.edit")
def update(agent_id: UUID) -> Any:
    """Change an agent."""
    form = AgentForm().offer(skill_choices())
    if not form.validate():
        return _form(form, agent_id), 422
    try:
        agents.change_agent(agents.find_agent(agent_id), **form.values())
    except Invalid as problem:
        form[problem.field].errors = [problem.message]
        return _form(form, agent_id), problem.status
    return redirect(url_for("ops_agents.index"), code=303)


@blueprint.post("/skills")
@ops("agents.edit")
def create_skill() -> Any:
    """Add a skill to the list, or give one new names."""
    typed = {name: request.form.get(name, "").strip() for name in ("code", "name_en", "name_zh")}
    try:
        agents.add_skill(**typed)
    except Invalid as problem:
        flash(problem.message, "error")
    return redirect(url_for("ops_agents.index", _anchor="skills"), code=303)


def _form(form: AgentForm, agent_id: UUID | None = None) -> str:
    return render_template("workforce/agents/form.html", form=form, agent_id=agent_id)
