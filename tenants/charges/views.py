"""/portal/<tenant>/charges: what the company is charged, by month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, g, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from muster.billing import queries, words
from muster.tenancy.doors import portal
from tenants.charges import subjects

blueprint = Blueprint(
    "charges", __name__, url_prefix="/portal/<tenant>/charges", template_folder="templates"
)


@blueprint.get("")
@portal("charges.see")
def index() -> str:
    """Charges, the newest first; `?month=2026-11`, `?kind=`, and `?before=` continues."""
    filters = queries.Filters(
        month=_month(request.args.get("month", "")), kind=_kind(request.args.get("kind", ""))
    )
    before = request.args.get("before", type=UUID)
    rows = queries.charges(g.company.id, filters, before=before)
    return render_template(
        "charges/index.html",
        rows=rows,
        totals=queries.totals(g.company.id, filters),
        filters=filters,
        months=[(f"{month:%Y-%m}", format_date(month, "yMMMM")) for month in _months(filters)],
        kinds=words.KINDS,
        words=words,
        address=subjects.address,
        before=rows[-1].id if len(rows) == queries.PAGE else None,
        title=_title(filters.month),
    )


def _months(filters: queries.Filters) -> list[date]:
    found = queries.months(g.company.id)
    chosen = {filters.month} if filters.month else set()
    return sorted({*found, *chosen}, reverse=True)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _kind(text: str) -> str:
    return text if text in words.KINDS else ""


def _title(month: date | None) -> str:
    return str(format_date(month, "yMMMM") if month else _("Altogether"))
