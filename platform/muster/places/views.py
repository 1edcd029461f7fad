"""/ops/sites: where agents sit, on a map by hazard zone; and the list of languages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import DomainError, Invalid
from muster.places import actions, defaults, drawing, queries
from muster.places.forms import SiteForm, WatchForm
from muster.places.models import Site
from muster.places.watch import Watch, set_watch
from muster.tenancy.doors import ops

blueprint = Blueprint("ops_sites", __name__, url_prefix="/ops/sites", template_folder="templates")
languages = Blueprint(
    "ops_languages", __name__, url_prefix="/ops/languages", template_folder="templates"
)


@blueprint.get("")
@ops("sites.see")
def index() -> str:
    """Sites by hazard zone."""
    sites = actions.all_sites()
    zones = queries.zones(sites)
    return render_template(
        "places/index.html",
        sites=sites,
        zones=zones,
        areas=drawing.areas(zones),
        box=(drawing.WIDTH, drawing.HEIGHT),
        people=queries.people(),
    )


@blueprint.get("/new")
@ops("sites.edit")
def new() -> str:
    """An empty site."""
    return _form(SiteForm.make(blank=True))


@blueprint.post("")
@ops("sites.edit")
def create() -> Any:
    """Enter a site."""
    form = SiteForm.make()
    if form.validate_on_submit():
        with form.refusals():
            site = actions.create_site(form.code.data, form.terms())
            flash(_("The site is there. Now agents can belong to it."), "success")
            return _go(site.id)
    return _form(form), 422


@blueprint.get("/<uuid:site_id>")
@ops("sites.see")
def show(site_id: UUID) -> str:
    """One site: its seats, its people, when it was down."""
    return _page(actions.find_site(site_id))


@blueprint.get("/<uuid:site_id>/edit")
@ops("sites.edit")
def edit(site_id: UUID) -> str:
    """A site to change."""
    site = actions.find_site(site_id)
    return _form(SiteForm.make(site, blank=True), site)


@blueprint.post("/<uuid:site_id>")
@ops("sites.edit")
def update(site_id: UUID) -> Any:
    """Change it."""
    site = actions.find_site(site_id)
    form = SiteForm.make(site)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_site(site_id, form.terms())
            flash(_("Saved."), "success")
            return _go(site_id)
    return _form(form, site), 422


@blueprint.post("/<uuid:site_id>/outage")
@ops("sites.switch")
def create_outage(site_id: UUID) -> Any:
    """Nobody can work there from now on."""
    return _switch(site_id, actions.mark_down)


@blueprint.post("/<uuid:site_id>/recovery")
@ops("sites.switch")
def create_recovery(site_id: UUID) -> Any:
    """It works again."""
    return _switch(site_id, actions.mark_up)


@blueprint.get("/<uuid:site_id>/watch")
@ops("sites.edit")
def edit_watch(site_id: UUID) -> str:
    """From when on lines that drop mean that it may be lost."""
    site = actions.find_site(site_id)
    return render_template("places/watch.html", form=WatchForm.of(Watch.of(site)), site=site)


@blueprint.post("/<uuid:site_id>/watch")
@ops("sites.edit")
def update_watch(site_id: UUID) -> Any:
    """Set these limits."""
    form = WatchForm()
    if form.validate_on_submit():
        try:
            set_watch(site_id, form.wanted())
        except Invalid as problem:
            form.show(problem)
        else:
            flash(_("Saved."), "success")
            return _go(site_id)
    site = actions.find_site(site_id)
    return render_template("places/watch.html", form=form, site=site), 422


def _switch(site_id: UUID, act: Any) -> Any:
    typed = request.form.get("reason", "").replace("\x00", "")
    try:
        act(site_id, typed, by=g.principal.person_id)
    except Invalid as problem:
        return _page(actions.find_site(site_id), problem, typed), problem.status
    return _go(site_id)


def _page(site: Site, problem: DomainError | None = None, typed: str = "") -> str:
    return render_template(
        "places/show.html",
        site=site,
        people=queries.people().get(site.id),
        changes=queries.changes(site.id),
        parts=[(template, panel(site)) for template, panel in queries.panels],
        problem=problem,
        typed=typed,
    )


def _form(form: SiteForm, site: Site | None = None) -> str:
    return render_template("places/form.html", form=form, site=site)


def _go(site_id: UUID) -> Any:
    return redirect(url_for("ops_sites.show", site_id=site_id), code=303)


@languages.get("")
@ops("sites.see")
def index_languages() -> str:
    """The list of languages."""
    return _languages()


@languages.post("")
@ops("sites.edit")
def create_language() -> Any:
    """Put one on the list."""
    typed = {
        name: request.form.get(name, "").replace("\x00", "").strip()[:80]
        for name in ("code", "name_en", "name_zh")
    }
    try:
        actions.add_language(**typed)
    except Invalid as problem:
        return _languages(problem, typed), problem.status
    return redirect(url_for("ops_languages.index_languages"), code=303)


@languages.post("/defaults")
@ops("sites.edit")
def create_defaults() -> Any:
    """Put those on the list that Muster comes with."""
    defaults.add_languages()
    return redirect(url_for("ops_languages.index_languages"), code=303)


@languages.post("/<uuid:language_id>/retirement")
@ops("sites.edit")
def retire_language(language_id: UUID) -> Any:
    """Offer it no more."""
    actions.retire_language(language_id)
    return redirect(url_for("ops_languages.index_languages"), code=303)


def _languages(problem: DomainError | None = None, typed: dict[str, str] | None = None) -> str:
    return render_template(
        "places/languages.html",
        languages=actions.languages(retired=True),
        problem=problem,
        typed=typed or {},
    )
