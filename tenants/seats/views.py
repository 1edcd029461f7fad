"""/portal/<tenant>/seats: the price list, what the company rents, and who sits there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, g, render_template, request

from muster.billing import queries, words
from muster.leasing import history
from muster.leasing.words import KINDS
from muster.tenancy.doors import may, portal
from muster.web.locale import reads_chinese
from muster.workforce import leases, plans
from muster.workforce.plan_forms import CHANNELS
from muster.workforce.plans_views import skill_choices
from muster.workforce.windows import said
from tenants.seats.forms import ExtensionForm

blueprint = Blueprint(
    "seats", __name__, url_prefix="/portal/<tenant>/seats", template_folder="templates"
)

SHOWN_CHARGES = 20


@blueprint.get("")
@portal("seats.see")
def index() -> str:
    """What the company rents and who sits there; then the price list, `?channel=` of it."""
    rented, seated = leases.leases_of(g.company.id), leases.assignments_of(g.company.id)
    return render_template(
        "seats/index.html",
        leases=rented,
        seated=seated,
        on_rented=sum(each.lease_id is not None for each in seated),
        seats=sum(lease.seats for lease in rented if lease.ended_at is None),
        **price_list(history.today(g.company.id), request.args.get("channel", "")),
    )


def price_list(day: date, channel: str = "") -> dict[str, object]:
    """What a page says of the plans that can be rented on a day; of one channel or of all."""
    offered = plans.price_list(day)
    return {
        "plans": [plan for plan in offered if channel in ("", plan.channel)],
        "channel": channel,
        "channels": {
            code: name for code, name in CHANNELS if any(plan.channel == code for plan in offered)
        },
        "all_channels": dict(CHANNELS),
        "skills": dict(skill_choices()),
        "window_said": said,
        "chinese": reads_chinese(),
    }


@blueprint.get("/leases/<uuid:lease_id>")
@portal("seats.see")
def show(lease_id: UUID) -> str:
    """One lease: its terms, what happened to it and what is to come, and what it was charged."""
    return page(lease_id)


def page(lease_id: UUID, extension: ExtensionForm | None = None) -> str:
    """The page of a lease, with the form in which something was wrong."""
    lease = history.find(g.company.id, lease_id)
    changes = history.changes_of(lease)
    seated = leases.assignments_of(g.company.id)
    return render_template(
        "seats/show.html",
        lease=lease,
        plan=lease.plan,
        changes=changes,
        to_come=[c for c in changes if c.applied_at is None and c.withdrawn_at is None],
        seated=[each for each in seated if each.lease_id == lease_id],
        charges=_charges(lease_id),
        words=words,
        kinds=KINDS,
        window=said(lease.plan.service_window),
        channels=dict(CHANNELS),
        skills=dict(skill_choices()),
        term_end=history.current_term_end(lease, history.today(g.company.id)),
        extension=extension or ExtensionForm(formdata=None).with_key(),
        chinese=reads_chinese(),
    )


def _charges(lease_id: UUID) -> object:
    if not may("charges.see"):
        return None
    return queries.charges_about(g.company.id, [lease_id], limit=SHOWN_CHARGES)
