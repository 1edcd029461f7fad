"""Offers: something special from one day to another, both included."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.tenancy.models import Tenant
from tenants.showcase.actions import add, announce
from tenants.showcase.models import Offer, Product


def find_offer(offer_id: UUID) -> Offer:
    """The offer with this id; raises NotFound."""
    return existing(session.get(Offer, offer_id))


def create_offer(
    tenant_id: UUID,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    text: str = "",
    product_id: UUID | None = None,
    published: bool = False,
    offer_id: UUID | None = None,
) -> Offer:
    """Add an offer; a draft unless `published`. offer_id: made by the form, sent twice = once.

    Raises Invalid if the last day comes before the first, or the product is not the company's.
    """
    known = session.get(Offer, offer_id) if offer_id else None
    if known is not None:
        return known
    _check(starts_on, ends_on, product_id)
    offer = Offer(
        id=offer_id or uuid7(),
        tenant_id=tenant_id,
        product_id=product_id,
        title=title,
        text=text,
        starts_on=starts_on,
        ends_on=ends_on,
        published_at=func.now() if published else None,
    )
    add(offer)
    announce(tenant_id)
    return offer


def update_offer(
    offer_id: UUID,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    text: str = "",
    product_id: UUID | None = None,
) -> Offer:
    """Replace what an offer says. Raises as create_offer does."""
    offer = find_offer(offer_id)
    _check(starts_on, ends_on, product_id)
    offer.title = title
    offer.text = text
    offer.starts_on = starts_on
    offer.ends_on = ends_on
    offer.product_id = product_id
    announce(offer.tenant_id)
    return offer


def publish_offer(offer_id: UUID) -> None:
    """Show the offer on its days. Safe to repeat."""
    _show(offer_id, shown=True)


def withdraw_offer(offer_id: UUID) -> None:
    """Make the offer a draft again. Safe to repeat."""
    _show(offer_id, shown=False)


def delete_offer(offer_id: UUID) -> None:
    """Delete the offer."""
    offer = find_offer(offer_id)
    session.delete(offer)
    announce(offer.tenant_id)


def today(tenant_id: UUID) -> date:
    """Today's date where the company is."""
    zone = select(Tenant.time_zone).where(Tenant.id == tenant_id).scalar_subquery()
    day: date = session.execute(select(func.date(func.timezone(zone, func.now())))).scalar_one()
    return day


def _show(offer_id: UUID, *, shown: bool) -> None:
    offer = find_offer(offer_id)
    session.execute(
        update(Offer)
        .where(Offer.id == offer_id)
        .values(published_at=func.coalesce(Offer.published_at, func.now()) if shown else None)
        .execution_options(synchronize_session="fetch")
    )
    announce(offer.tenant_id)


def _check(starts_on: date, ends_on: date, product_id: UUID | None) -> None:
    if ends_on < starts_on:
        raise Invalid("ends_on", _l("The last day comes before the first."))
    if product_id is not None and session.get(Product, product_id) is None:
        raise Invalid("product_id", _l("There is no such product any more."))
