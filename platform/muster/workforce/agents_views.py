"""/ops/agents: the operator's agents and the list of skills."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import Invalid
from muster.places.actions import all_sites, find_site
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door
from muster.workforce import addresses, agents, hiring, lists, queries, skill_names
from muster.workforce.forms import AgentForm, language_choices
from muster.workforce.models import AgentState
from muster.workforce.plans_views import skill_choices

LONGEST_SEARCH = 60

blueprint = Blueprint("ops_agents", __name__, url_prefix="/ops/agents", template_folder="templates")


@blueprint.get("")
@ops("agents.see")
def index() -> str:
    """Agents by name with their state and whom they serve, filtered; `?after=` continues."""
    wanted = _wanted()
    with operations_door("agents") as across:
        page = lists.page(across, wanted, request.args.get("after", ""))
        clients = queries.clients_of(across, [row["Agent"].id for row in page.rows])
        summary = queries.agent_summary(across)
        offered = lists.served(across)
    return render_template(
        "workforce/agents/index.html",
        page=page,
        wanted=wanted,
        clients=clients,
        summary=summary,
        skills=agents.all_skills(),
        skill_names=skill_names.by_code(),
        sites=all_sites(),
        languages=language_choices(),
        states=[*AgentState, lists.LEFT],
        offered=offered,
        filters=list(lists.more_filters),
    )


@blueprint.get("/<uuid:agent_id>")
@ops("agents.see")
def show(agent_id: UUID) -> str:
    """One agent: contract, abilities, whom the agent serves, and what other rooms know."""
    return show_page(agent_id)


def show_page(agent_id: UUID, problem: Invalid | None = None, *, revealed: bool = False) -> str:
    """An agent's page; problem: of an address just typed. revealed: addresses unmasked."""
    agent = agents.find_agent(agent_id)
    with operations_door(f"agent {agent_id}") as across:
        parts = [(template, panel(across, agent)) for template, panel in lists.panels]
        clients = queries.clients_of(across, [agent_id]).get(agent_id, [])
        return render_template(
            "workforce/agents/show.html",
            agent=agent,
            skill_names=skill_names.by_code(),
            site=find_site(agent.site_id) if agent.site_id else None,
            clients=clients,
            addresses=addresses.addresses_of(agent_id),
            masked=addresses.masked,
            revealed=revealed,
            problem=problem,
            typed=request.form,
            parts=parts,
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
    if form.validate():
        with form.refusals():
            agent = hiring.hire_by_email(form.email.data or "", **form.values())
            agents.set_contract(agent, **form.contract())
            flash(_("The agent is there. Assign a seat, and contacts can come."), "success")
            return redirect(url_for("ops_agents.index"), code=303)
    return _form(form), 422


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
    agent = agents.find_agent(agent_id)
    form = AgentForm().offer(skill_choices())
    form.keep_languages(agent)
    if form.validate():
        with form.refusals():
            agents.change_agent(agent, **form.values())
            agents.set_contract(agent, **form.contract())
            flash(_("Saved."), "success")
            return redirect(url_for("ops_agents.show", agent_id=agent_id), code=303)
    return _form(form, agent_id), 422


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


def _wanted() -> lists.Filters:
    typed = {
        name: request.args.get(name, "").strip()[:LONGEST_SEARCH]
        for name in ("q", "skill", "language", "state")
    }
    chosen = ((name, request.args.get(name, type=UUID)) for name in lists.more_filters)
    return lists.Filters(
        name=typed["q"],
        site_id=request.args.get("site", type=UUID),
        skill=typed["skill"],
        language=typed["language"],
        state=typed["state"],
        more={name: value for name, value in chosen if value is not None},
    )


def _form(form: AgentForm, agent_id: UUID | None = None) -> str:
    return render_template("workforce/agents/form.html", form=form, agent_id=agent_id)
