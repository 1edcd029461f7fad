"""The profile in the portal: edited, published, withdrawn; logo and cover."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask_babel import gettext as _

from muster.errors import Invalid
from muster.media.actions import keep
from muster.tenancy.doors import portal
from tenants.showcase import actions, queries
from tenants.showcase.blueprint import (
    View,
    arrived,
    back_to,
    blueprint,
    has_arrived,
    taken_back,
)
from tenants.showcase.forms import ProfileForm


@blueprint.get("")
@portal("showcase.read")
def show() -> View:
    """The profile as it stands, in a form for those who may edit it."""
    showcase = actions.open_showcase(g.company.id)
    return _page(ProfileForm.of(showcase))


@blueprint.post("")
@portal("showcase.edit")
def update() -> View:
    """Keep what was written."""
    form = ProfileForm.of(actions.open_showcase(g.company.id))
    if form.validate_on_submit():
        with form.refusals():
            actions.update_profile(g.company.id, **form.values(g.company.time_zone))
            flash(_("Saved."), "success")
            arrived()
            return back_to("show")
    return _page(form), 422


@blueprint.route("/publication", methods=["POST", "DELETE"])
@portal("showcase.publish")
def publish() -> View:
    """Show the company to the public, or stop showing it."""
    if taken_back():
        actions.withdraw(g.company.id)
        flash(_("Your pages are no longer public. Everything is kept here as a draft."), "success")
    else:
        actions.publish(g.company.id)
        flash(_("Your company page is public now."), "success")
    return back_to("show")


@blueprint.route("/<any(logo, cover):which>", methods=["POST", "DELETE"])
@portal("showcase.edit")
def update_face(which: str) -> View:
    """Another logo or cover, or none."""
    picture = request.files.get("picture")
    if taken_back():
        actions.set_face(g.company.id, which, None)
    elif picture is None or not picture.filename:
        flash(_("Choose a picture first."), "error")
        return back_to("show")
    else:
        try:
            kept = keep(g.company.id, picture.read(), picture.filename)
        except Invalid as error:
            flash(str(error.message), "error")
            return back_to("show")
        actions.set_face(g.company.id, which, kept.id)
    flash(_("Saved."), "success")
    return back_to("show")


def _page(form: ProfileForm) -> str:
    return render_template(
        "showcase/show.html",
        form=form,
        showcase=actions.open_showcase(g.company.id),
        counts=queries.counts(g.company.id),
        saved=has_arrived(),
    )
