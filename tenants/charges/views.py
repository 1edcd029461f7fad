"""/portal/<tenant>/charges: what the company is charged, by month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, g, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from muster.audit.actions import record
from muster.billing import queries, words
from muster.tenancy.doors import portal
from tenants.charges import subjects
from tenants.charges.export import as_csv

MOST_EXPORTED = 50_000

blueprint = Blueprint(
    "charges", __name__, url_prefix="/portal/<tenant>", template_folder="templates"
)


@blueprint.get("/charges")
@portal("charges.see")
def index() -> str:
    """Charges, the newest first; `?month=2026-11`, `?kind=`, and `?before=` continues."""
    filters = _filters()
    before = request.args.get("before", type=UUID)
    rows = queries.charges(g.company.id, filters, before=before)
    return render_template(
        "charges/index.html",
        rows=rows,
        totals=queries.totals(g.company.id, filters),
        filters=filters,
        months=[(_code(month), format_date(month, "yMMMM")) for month in _months(filters)],
        kinds=words.KINDS,
        words=words,
        address=subjects.address,
        before=rows[-1].id if len(rows) == queries.PAGE else None,
        title=_title(filters.month),
        chosen={"month": _code(filters.month), "kind": filters.kind},
    )


@blueprint.get("/charges.csv")
@portal("charges.see")
def export() -> Response:
    """The charges that fit the filters as CSV; that it was taken is recorded."""
    filters = _filters()
    rows = queries.charges(g.company.id, filters, limit=MOST_EXPORTED)
    record(
        "charges.exported",
        subject=_code(filters.month),
        tenant_id=g.company.id,
        count=len(rows),
        kind=filters.kind,
    )
    name = "-".join(filter(None, ("charges", g.company.slug, _code(filters.month), filters.kind)))
    return Response(
        as_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _filters() -> queries.Filters:
    return queries.Filters(
        month=_month(request.args.get("month", "")), kind=_kind(request.args.get("kind", ""))
    )


def _months(filters: queries.Filters) -> list[date]:
    found = queries.months(g.company.id)
    chosen = {filters.month} if filters.month else set()
    return sorted({*found, *chosen}, reverse=True)


def _code(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _kind(text: str) -> str:
    return text if text in words.KINDS else ""


def _title(month: date | None) -> str:
    return str(format_date(month, "yMMMM") if month else _("Altogether"))
