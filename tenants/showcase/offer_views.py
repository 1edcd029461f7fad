"""Offers in the portal: listed, written, shown, hidden, deleted."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, render_template
from flask_babel import gettext as _

from muster.db import uuid7
from muster.tenancy.doors import portal
from tenants.showcase import actions, offers, queries
from tenants.showcase.blueprint import (
    View,
    arrived,
    back_to,
    blueprint,
    has_arrived,
    taken_back,
    wants_publication,
)
from tenants.showcase.forms import OfferForm, new_id
from tenants.showcase.models import Offer


@blueprint.get("/offers")
@portal("showcase.read")
def list_offers() -> View:
    """The company's offers, those that end last first."""
    return render_template(
        "showcase/offers.html",
        offers=queries.list_offers(g.company.id),
        today=offers.today(g.company.id),
        saved=has_arrived(),
        showcase=actions.open_showcase(g.company.id),
    )


@blueprint.get("/offers/new")
@portal("showcase.edit")
def new_offer() -> View:
    """An empty form, for today."""
    form = OfferForm.of(None, queries.product_choices(g.company.id))
    form.offer_id.data = str(uuid7())
    form.starts_on.data = form.ends_on.data = offers.today(g.company.id)
    return _page(form)


@blueprint.post("/offers")
@portal("showcase.edit")
def create_offer() -> View:
    """Keep a new offer; a draft unless it is to be published at once."""
    form = OfferForm.of(None, queries.product_choices(g.company.id))
    if form.validate_on_submit():
        with form.refusals():
            offers.create_offer(
                g.company.id,
                offer_id=new_id(form.offer_id.data),
                published=wants_publication(),
                **form.values(),
            )
            flash(_("Saved."), "success")
            arrived()
            return back_to("list_offers")
    return _page(form), 422


@blueprint.get("/offers/<uuid:offer_id>")
@portal("showcase.read")
def edit_offer(offer_id: UUID) -> View:
    """One offer, in a form for those who may edit it."""
    offer = offers.find_offer(offer_id)
    return _page(OfferForm.of(offer, queries.product_choices(g.company.id)), offer)


@blueprint.post("/offers/<uuid:offer_id>")
@portal("showcase.edit")
def update_offer(offer_id: UUID) -> View:
    """Keep what was written."""
    offer = offers.find_offer(offer_id)
    form = OfferForm.of(offer, queries.product_choices(g.company.id))
    if form.validate_on_submit():
        with form.refusals():
            offers.update_offer(offer_id, **form.values())
            if wants_publication():
                offers.publish_offer(offer_id)
            flash(_("Saved."), "success")
            arrived()
            return back_to("list_offers")
    return _page(form, offer), 422


@blueprint.route("/offers/<uuid:offer_id>/publication", methods=["POST", "DELETE"])
@portal("showcase.publish")
def publish_offer(offer_id: UUID) -> View:
    """Show the offer on its days, or make it a draft again."""
    if taken_back():
        offers.withdraw_offer(offer_id)
    else:
        offers.publish_offer(offer_id)
    return back_to("list_offers")


@blueprint.post("/offers/<uuid:offer_id>/deletion")
@portal("showcase.edit")
def delete_offer(offer_id: UUID) -> View:
    """Delete the offer for good."""
    offers.delete_offer(offer_id)
    flash(_("The offer is deleted."), "success")
    return back_to("list_offers")


def _page(form: OfferForm, offer: Offer | None = None) -> str:
    return render_template(
        "showcase/offer.html",
        form=form,
        offer=offer,
        showcase=actions.open_showcase(g.company.id),
        draft=f"offer-{offer.id if offer else g.company.slug}",
    )
