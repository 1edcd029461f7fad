"""/ops/audit: who did what, across all companies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from muster.audit import queries
from muster.audit.actions import record
from muster.audit.export import address_of, as_csv
from muster.audit.forms import FilterForm
from muster.audit.models import AuditEntry
from muster.audit.sentences import sentence
from muster.operations.queries import companies_called, company_names, people_called
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door

MOST_EXPORTED = 50_000

blueprint = Blueprint("ops_audit", __name__, url_prefix="/ops", template_folder="templates")


@blueprint.get("/audit")
@ops("audit.see")
def index() -> Any:
    """The newest entries that fit the filters; `?before=` continues."""
    form = _form()
    if not form.validate():
        return render_template("operations/audit/index.html", form=form, rows=()), 422
    with operations_door("audit") as across:
        rows = queries.entries(
            across, _filters(across, form), before=request.args.get("before", type=UUID)
        )
        companies = _names(across, rows)
    return render_template(
        "operations/audit/index.html",
        form=form,
        rows=rows,
        companies=companies,
        sentence=sentence,
        page_size=queries.PAGE,
        address_of=address_of,
    )


@blueprint.get("/audit.csv")
@ops("audit.see")
def export() -> Any:
    """The entries that fit the filters as CSV, at most 50,000; that it was taken is recorded."""
    form = _form()
    if not form.validate():
        return render_template("operations/audit/index.html", form=form, rows=()), 422
    with operations_door("audit export") as across:
        filters = _filters(across, form)
        rows = list(queries.all_entries(across, filters, most=MOST_EXPORTED))
        companies = _names(across, rows)
    record("audit.exported", count=len(rows), filters=request.query_string.decode()[:500])
    return Response(
        as_csv(rows, companies),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def _form() -> FilterForm:
    form = FilterForm(request.args)
    form.offer_actions()
    return form


def _filters(across: Session, form: FilterForm) -> queries.Filters:
    person, company = form.person.data, form.company.data
    return queries.Filters(
        action=form.action.data or "",
        person_ids=people_called(across, person) if person else None,
        tenant_ids=companies_called(across, company) if company else None,
        since=form.since_moment,
        until=form.until_moment,
    )


def _names(across: Session, rows: Sequence[AuditEntry]) -> Mapping[UUID, str]:
    return company_names(across, {row.tenant_id for row in rows if row.tenant_id})
