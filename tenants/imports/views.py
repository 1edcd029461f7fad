"""Importing products: a file, its columns, a look at what will happen, the result."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.db import uuid7
from muster.errors import Conflict, Invalid
from muster.tables.problems import Unreadable, said
from muster.tables.table import Table
from muster.tenancy.doors import portal
from tenants.imports import actions, answers, queries
from tenants.imports.forms import ENCODINGS, EncodingForm, MappingForm, UploadForm
from tenants.imports.mapping import Mapping
from tenants.imports.models import Import
from tenants.showcase.actions import open_showcase
from tenants.showcase.forms import new_id

blueprint = Blueprint(
    "imports", __name__, url_prefix="/portal/<tenant>/showcase/imports", template_folder="templates"
)

View = Response | tuple[str, int] | str


@blueprint.get("")
@portal("showcase.read")
def index() -> View:
    """The company's imports, and a place for the next file."""
    form = UploadForm(formdata=None)
    form.import_id.data = str(uuid7())
    return _index(form)


@blueprint.post("")
@portal("imports.run")
def create() -> View:
    """Keep a file and go on to its columns."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        begun = actions.upload(
            g.company.id,
            g.principal.person_id,
            filename=form.file.data.filename,
            content=form.file.data.stream,
            currency=g.company.currency,
            encoding=form.encoding.data if form.encoding.data in ENCODINGS else None,
            import_id=new_id(form.import_id.data),
        )
    except Invalid as error:
        form.show(error)
        form.import_id.data = str(uuid7())
        return _index(form), error.status
    return _go("edit_mapping", begun.id)


@blueprint.get("/<uuid:import_id>")
@portal("showcase.read")
def show(import_id: UUID) -> View:
    """What will happen, is happening, or has happened."""
    begun = actions.find_import(import_id)
    if begun.state == "uploaded":
        return _go("edit_mapping", import_id)
    if begun.state == "mapped":
        return _preview(begun)
    return _page("imports/show.html", begun, failures=queries.failures(import_id, limit=20))


@blueprint.get("/<uuid:import_id>/mapping")
@portal("imports.run")
def edit_mapping(import_id: UUID) -> View:
    """Which column is what, as guessed or as chosen before."""
    begun = actions.find_import(import_id)
    if begun.state not in ("uploaded", "mapped"):
        return _go("show", import_id)
    return _mapping_page(begun, MappingForm.of(begun.columns, Mapping.of(begun.mapping)))


@blueprint.post("/<uuid:import_id>/mapping")
@portal("imports.run")
def update_mapping(import_id: UUID) -> View:
    """Keep which column is what, and go on to the preview."""
    begun = actions.find_import(import_id)
    form = MappingForm.of(begun.columns, Mapping.of(begun.mapping))
    if len(form.targets) != len(begun.columns):
        raise Invalid("targets")  # not the form of this file
    if not form.validate_on_submit():
        return _mapping_page(begun, form), 422
    actions.choose_columns(import_id, form.mapping(begun.columns))
    return _go("show", import_id)


@blueprint.post("/<uuid:import_id>/encoding")
@portal("imports.run")
def update_encoding(import_id: UUID) -> View:
    """Read the file in another encoding."""
    actions.find_import(import_id)
    form = EncodingForm()
    if form.validate_on_submit():
        try:
            actions.reread(import_id, form.encoding.data)
        except Invalid as error:
            flash(str(error.message), "error")
    return _go("edit_mapping", import_id)


@blueprint.post("/<uuid:import_id>/run")
@portal("imports.run")
def run(import_id: UUID) -> View:
    """Bring the rows in."""
    actions.begin(import_id)
    return _go("show", import_id)


@blueprint.get("/<uuid:import_id>/progress")
@portal("showcase.read")
def progress(import_id: UUID) -> View:
    """How far a running import is; the page is loaded anew when it has ended."""
    return answers.progress(actions.find_import(import_id), "imports/_progress.html")


@blueprint.get("/<uuid:import_id>/failures.csv")
@portal("showcase.read")
def list_failures(import_id: UUID) -> View:
    """The rows that could not be brought in, as a file."""
    return answers.failures_file(actions.find_import(import_id))


@blueprint.post("/<uuid:import_id>/deletion")
@portal("imports.run")
def delete(import_id: UUID) -> View:
    """Forget an import that was not begun."""
    actions.discard(import_id)
    flash(_("The file is deleted. Nothing was brought in."), "success")
    return _go("index")


def _index(form: UploadForm) -> str:
    return render_template(
        "imports/index.html",
        form=form,
        imports=queries.recent(g.company.id),
        showcase=open_showcase(g.company.id),
    )


def _mapping_page(begun: Import, form: MappingForm) -> str:
    table = _opened(begun)
    encoding = EncodingForm(formdata=None, encoding=(begun.encoding or "").removesuffix("-sig"))
    return _page(
        "imports/mapping.html", begun, form=form, samples=queries.samples(table), encoding=encoding
    )


def _preview(begun: Import) -> str:
    mapping = Mapping.of(begun.mapping)
    rows = queries.preview(g.company.id, _opened(begun), mapping)
    return _page("imports/preview.html", begun, rows=rows, mapping=mapping)


def _opened(begun: Import) -> Table:
    try:
        return actions.table_of(begun)
    except Unreadable as error:
        raise Conflict(said(error.code)) from error


def _page(template: str, begun: Import, **values: object) -> str:
    return render_template(template, begun=begun, showcase=open_showcase(g.company.id), **values)


def _go(endpoint: str, import_id: UUID | None = None) -> Response:
    known = {"import_id": import_id} if import_id else {}
    address = url_for(f"imports.{endpoint}", tenant=g.company.slug, **known)  # type: ignore[arg-type]  # any argument of the route
    return cast(Response, redirect(address, 303))
