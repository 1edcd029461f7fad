"""/portal/<tenant>/inquiries: what the company was asked, why, and what became of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, render_template, request

from marketplace.inquiry import reports
from marketplace.inquiry.afterwards import REASONS
from marketplace.inquiry.reasons import told
from marketplace.inquiry.words import ENDINGS
from muster.errors import existing
from muster.tenancy.doors import portal

blueprint = Blueprint(
    "company_inquiries",
    __name__,
    url_prefix="/portal/<tenant>/inquiries",
    template_folder="templates",
)
blueprint.add_app_template_filter(told, "reasons_told")


@blueprint.get("")
@portal("inquiries.own")
def index() -> str:
    """The newest questions to this company, fifty at a time; `?before=` continues."""
    before = request.args.get("before", type=UUID)
    return render_template(
        "inquiry/portal/index.html",
        rows=reports.of_company(g.company.id, before=before),
        summary=reports.company_summary(g.company.id),
    )


@blueprint.get("/<uuid:contact_id>")
@portal("inquiries.own")
def show(contact_id: UUID) -> str:
    """One question, why this company was asked, and the transcript."""
    row = existing(reports.company_part(g.company.id, contact_id))
    return render_template(
        "inquiry/portal/show.html",
        invitation=row.invitation,
        contact=row.contact,
        agent=row.agent,
        messages=row.messages,
        disposition=row.disposition,
        endings=ENDINGS,
        rating_reasons=REASONS,
    )
