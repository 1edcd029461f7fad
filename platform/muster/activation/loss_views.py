"""/ops/site-losses: when a site went down, who is covered elsewhere, who is not, and why."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from muster.activation import alarms, losses, words
from muster.errors import existing
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door
from muster.web.locale import reads_chinese

blueprint = Blueprint(
    "ops_site_losses", __name__, url_prefix="/ops/site-losses", template_folder="templates"
)


@blueprint.get("")
@ops("activations.see_all")
def index() -> str:
    """Every loss, the last one first."""
    with operations_door("site losses") as across:
        rows = losses.listed(across)
    return render_template(
        "activation/ops/losses.html",
        rows=rows,
        chinese=reads_chinese(),
        words=words,
        alarms=alarms.listed(),
    )


@blueprint.get("/<uuid:loss_id>")
@ops("activations.see_all")
def show(loss_id: UUID) -> str:
    """One loss, company by company."""
    with operations_door(f"site loss {loss_id}") as across:
        found = existing(losses.find(across, loss_id))
        return render_template(
            "activation/ops/loss.html",
            loss=found.SiteLoss,
            site=found.Site,
            people=losses.people_there(across, found.Site.id),
            shares=losses.shares(across, loss_id),
            words=words,
            chinese=reads_chinese(),
        )
