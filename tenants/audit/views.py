"""/portal/<tenant>/audit: who did what to the company's rows, its own people and the operator's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import select

from muster.audit import queries
from muster.audit.actions import record
from muster.audit.export import as_csv
from muster.audit.forms import FilterForm
from muster.audit.models import AuditEntry
from muster.audit.sentences import sentence
from muster.db import session
from muster.tenancy.doors import portal
from muster.tenancy.models import Membership

MOST_EXPORTED = 50_000

blueprint = Blueprint(
    "company_audit", __name__, url_prefix="/portal/<tenant>", template_folder="templates"
)


@blueprint.get("/audit")
@portal("audit.see")
def index() -> Any:
    """The newest entries that fit the filters; `?before=` continues."""
    form = _form()
    if not form.validate():
        return render_template("company_audit/index.html", form=form, rows=()), 422
    before = request.args.get("before", type=UUID)
    return render_template(
        "company_audit/index.html",
        form=form,
        rows=queries.entries(session(), _filters(form), before=before),
        sentence=sentence,
        page_size=queries.PAGE,
        address_of=_addresses(_members()),
    )


@blueprint.get("/audit.csv")
@portal("audit.see")
def export() -> Any:
    """The entries that fit the filters as CSV; that it was taken is recorded."""
    form = _form()
    if not form.validate():
        return render_template("company_audit/index.html", form=form, rows=()), 422
    rows = list(queries.all_entries(session(), _filters(form), most=MOST_EXPORTED))
    content = as_csv(rows, {g.company.id: g.company.name}, address_of=_addresses(_members()))
    record(
        "audit.exported",
        tenant_id=g.company.id,
        count=len(rows),
        filters=request.query_string.decode()[:500],
    )
    return Response(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-{g.company.slug}.csv"'},
    )


def _form() -> FilterForm:
    form = FilterForm(request.args)
    form.offer_actions()
    return form


def _filters(form: FilterForm) -> queries.Filters:
    return queries.Filters(
        action=form.action.data or "",
        person=form.person.data or "",
        tenant_ids=(g.company.id,),
        since=form.since_moment,
        until=form.until_moment,
    )


def _members() -> Collection[UUID]:
    query = select(Membership.person_id).where(Membership.tenant_id == g.company.id)
    return set(session.scalars(query))


def _addresses(members: Collection[UUID]) -> Any:
    """From where the company's own people acted; the operator's addresses are not its affair."""

    def address_of(entry: AuditEntry) -> str:
        return entry.address if entry.person_id in members else ""

    return address_of
