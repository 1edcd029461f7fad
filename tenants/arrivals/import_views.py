"""/portal/<tenant>/arrivals/imports: a history from a file, step by step."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from muster.db import uuid7
from muster.errors import Conflict, Invalid
from muster.forecasting import series
from muster.tables.problems import Unreadable, said
from muster.tenancy import zones
from muster.tenancy.doors import portal
from tenants.arrivals import importing
from tenants.arrivals.import_forms import MappingForm, UploadForm
from tenants.arrivals.mapping import ArrivalMapping
from tenants.imports import actions, answers, queries
from tenants.imports.forms import ENCODINGS
from tenants.imports.models import Import
from tenants.showcase.forms import new_id

SHOWN = 20

blueprint = Blueprint(
    "arrival_imports",
    __name__,
    url_prefix="/portal/<tenant>/arrivals/imports",
    template_folder="templates",
)

View = Response | tuple[str, int] | str


@blueprint.get("")
@portal("arrivals.see")
def index() -> View:
    """The files so far, and a place for the next one."""
    form = UploadForm(formdata=None)
    form.import_id.data = str(uuid7())
    form.series_id.data = request.args.get("series", "")
    return _index(form)


@blueprint.post("")
@portal("arrivals.edit")
def create() -> View:
    """Keep a file and go on to its columns."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        begun = importing.upload(
            g.company.id,
            g.principal.person_id,
            filename=form.file.data.filename,
            content=form.file.data.stream,
            time_zone=g.company.time_zone,
            holidays=zones.region(g.company.time_zone) or "",
            series_id=new_id(form.series_id.data),
            encoding=form.encoding.data if form.encoding.data in ENCODINGS else None,
            import_id=new_id(form.import_id.data),
        )
    except Invalid as error:
        form.show(error)
        form.import_id.data = str(uuid7())
        return _index(form), error.status
    return _go("edit_mapping", begun.id)


@blueprint.get("/<uuid:arrival_import_id>")
@portal("arrivals.see")
def show(arrival_import_id: UUID) -> View:
    """What will happen, is happening, or has happened."""
    begun = importing.find(arrival_import_id)
    if begun.state == "uploaded":
        return _go("edit_mapping", begun.id)
    mapping = ArrivalMapping.of(begun.mapping)
    if begun.state != "mapped":
        failures = queries.failures(begun.id, limit=SHOWN)
        return _page("arrivals/imports/show.html", begun, failures=failures, mapping=mapping)
    try:
        gathered = importing.preview(begun)
    except Unreadable as error:
        return _page("arrivals/imports/preview.html", begun, gathered=None, why=error.code)
    return _page(
        "arrivals/imports/preview.html", begun, gathered=gathered, mapping=mapping, shown=SHOWN
    )


@blueprint.get("/<uuid:arrival_import_id>/mapping")
@portal("arrivals.edit")
def edit_mapping(arrival_import_id: UUID) -> View:
    """Which column is what, as guessed or as chosen before."""
    begun = importing.find(arrival_import_id)
    if begun.state not in ("uploaded", "mapped"):
        return _go("show", begun.id)
    return _mapping_page(begun, _form(begun))


@blueprint.post("/<uuid:arrival_import_id>/mapping")
@portal("arrivals.edit")
def update_mapping(arrival_import_id: UUID) -> View:
    """Keep which column is what, and go on to the preview."""
    begun = importing.find(arrival_import_id)
    form = _form(begun)
    if len(form.targets) != len(begun.columns):
        raise Invalid("targets")  # not the form of this file
    if form.validate_on_submit():
        with form.refusals():
            importing.choose(begun.id, form.mapping(begun.columns))
            return _go("show", begun.id)
    return _mapping_page(begun, form), 422


@blueprint.post("/<uuid:arrival_import_id>/run")
@portal("arrivals.edit")
def run(arrival_import_id: UUID) -> View:
    """Bring the history in."""
    importing.begin(arrival_import_id)
    return _go("show", arrival_import_id)


@blueprint.get("/<uuid:arrival_import_id>/progress")
@portal("arrivals.see")
def progress(arrival_import_id: UUID) -> View:
    """Whether it is still running; the page is loaded anew when it has ended."""
    return answers.progress(importing.find(arrival_import_id), "arrivals/imports/_progress.html")


@blueprint.get("/<uuid:arrival_import_id>/failures.csv")
@portal("arrivals.see")
def list_failures(arrival_import_id: UUID) -> View:
    """What was wrong with rows, as a file."""
    return answers.failures_file(importing.find(arrival_import_id))


@blueprint.post("/<uuid:arrival_import_id>/deletion")
@portal("arrivals.edit")
def delete(arrival_import_id: UUID) -> View:
    """Forget an import that was not begun."""
    actions.discard(arrival_import_id, kind=importing.KIND)
    flash(_("The file is deleted. Nothing was brought in."), "success")
    return _go("index")


def _form(begun: Import) -> MappingForm:
    mapping = ArrivalMapping.of(begun.mapping)
    return MappingForm.of(begun.columns, mapping, series.all_of(g.company.id))


def _index(form: UploadForm) -> str:
    target = new_id(form.series_id.data)
    return render_template(
        "arrivals/imports/index.html",
        form=form,
        imports=queries.recent(g.company.id, kind=importing.KIND),
        target=series.find(target) if target else None,
    )


def _mapping_page(begun: Import, form: MappingForm) -> str:
    try:
        samples = queries.samples(actions.table_of(begun))
    except Unreadable as error:
        raise Conflict(said(error.code)) from error
    return _page("arrivals/imports/mapping.html", begun, form=form, samples=samples)


def _page(template: str, begun: Import, **values: object) -> str:
    return render_template(template, begun=begun, **values)


def _go(endpoint: str, import_id: UUID | None = None) -> Response:
    known = {"arrival_import_id": import_id} if import_id else {}
    address = url_for(f"arrival_imports.{endpoint}", tenant=g.company.slug, **known)  # type: ignore[arg-type]  # any argument of the route
    return cast(Response, redirect(address, 303))
