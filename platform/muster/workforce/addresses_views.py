"""/ops/agents/<id>/addresses: where an agent can be called in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for

from muster.errors import Invalid
from muster.places.actions import find_site
from muster.tenancy import zones
from muster.tenancy.doors import ops
from muster.workforce import addresses
from muster.workforce.agents import find_agent
from muster.workforce.agents_views import show_page

HOME = "CN"

blueprint = Blueprint(
    "ops_agent_addresses", __name__, url_prefix="/ops/agents/<uuid:agent_id>/addresses"
)


@blueprint.post("")
@ops("agents.edit")
def create(agent_id: UUID) -> Any:
    """Note one more."""
    kind = request.form.get("kind", "")
    typed = request.form.get("address", "").replace("\x00", "")[:254]
    try:
        addresses.add_address(agent_id, kind, typed, _region(agent_id))
    except Invalid as problem:
        return show_page(agent_id, problem), problem.status
    return _go(agent_id)


@blueprint.post("/<uuid:address_id>/removal")
@ops("agents.edit")
def create_removal(agent_id: UUID, address_id: UUID) -> Any:
    """Forget one."""
    addresses.remove_address(agent_id, address_id)
    return _go(agent_id)


@blueprint.post("/<uuid:address_id>/precedence")
@ops("agents.edit")
def create_precedence(agent_id: UUID, address_id: UUID) -> Any:
    """Try it before the others."""
    addresses.put_first(agent_id, address_id)
    return _go(agent_id)


@blueprint.post("/reveal")
@ops("agents.reveal")
def create_reveal(agent_id: UUID) -> Any:
    """Show them unmasked, once; that somebody looked is on record."""
    addresses.reveal(agent_id)
    return show_page(agent_id, revealed=True)


def _region(agent_id: UUID) -> str:
    site_id = find_agent(agent_id).site_id
    return (zones.region(find_site(site_id).time_zone) if site_id else None) or HOME


def _go(agent_id: UUID) -> Any:
    return redirect(url_for("ops_agents.show", agent_id=agent_id, _anchor="addresses"), code=303)
