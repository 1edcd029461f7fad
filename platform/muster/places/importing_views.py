"""/ops/imports: files of sites, agents, shifts, certifications and cohorts."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import Invalid, NotFound
from muster.places import bringing
from muster.places.bringing import Kind, Report
from muster.tenancy.doors import demand, may, ops

MOST_BYTES = 10 << 20
SHOWN = 200

blueprint = Blueprint(
    "ops_imports", __name__, url_prefix="/ops/imports", template_folder="templates"
)


@blueprint.get("")
@ops("files.bring_in")
def index() -> str:
    """What can be brought in."""
    return render_template("places/imports/index.html", kinds=_allowed())


@blueprint.get("/<what>")
@ops("files.bring_in")
def show(what: str) -> str:
    """Where a file is chosen, and what its columns are."""
    return _page(_find(what))


@blueprint.get("/<what>/template.csv")
@ops("files.bring_in")
def template(what: str) -> Response:
    """An empty file with the columns, to be filled in."""
    text = io.StringIO()
    csv.writer(text).writerow(_find(what).columns)
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{what}.csv"'
    return response


@blueprint.post("/<what>")
@ops("files.bring_in")
def create(what: str) -> Any:
    """Bring a file in, and report on its rows."""
    found = _find(what)
    demand(g.principal, found.permission)
    try:
        report = bringing.bring_in(found, *_uploaded())
    except Invalid as problem:
        return _page(found, problem=problem), problem.status
    return _page(found, report=report)


def _uploaded() -> tuple[bytes, str]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("file", _("Choose a file."))
    content = file.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid("file", _("At most 10 MB, please."))
    return content, file.filename[:200].replace("\x00", "")


def _page(kind: Kind, *, problem: Invalid | None = None, report: Report | None = None) -> str:
    return render_template(
        "places/imports/show.html",
        kind=kind,
        problem=problem,
        report=report,
        shown=SHOWN,
        back=url_for(kind.endpoint),
    )


def _find(code: str) -> Kind:
    kind = bringing.kinds.get(code)
    if kind is None or not may(kind.permission):
        raise NotFound
    return kind


def _allowed() -> list[Kind]:
    return [kind for kind in bringing.kinds.values() if may(kind.permission)]
