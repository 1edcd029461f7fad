"""The company's profile: opened at the first visit, edited, published, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from muster.audit.actions import record
from muster.db import Base, session
from muster.errors import Conflict, NotFound
from muster.tenancy.models import Tenant
from tenants.showcase import signals
from tenants.showcase.models import Showcase
from tenants.showcase.shown import forget_picture, settle_pictures


def open_showcase(tenant_id: UUID) -> Showcase:
    """The company's showcase; made as a draft from what the company said at sign-up."""
    showcase = session.scalar(select(Showcase).where(Showcase.tenant_id == tenant_id))
    if showcase is None:
        session.execute(_first(tenant_id))
        showcase = session.scalar(select(Showcase).where(Showcase.tenant_id == tenant_id))
    if showcase is None:
        raise NotFound
    return showcase


def update_profile(
    tenant_id: UUID,
    *,
    name: str,
    tagline: str = "",
    about: str = "",
    languages: Sequence[str] = (),
    regions: Sequence[str] = (),
    categories: Sequence[str] = (),
    opening_hours: Mapping[str, Any] | None = None,
    attributes: Mapping[str, Any] | None = None,
    phone: str | None = None,
    website: str | None = None,
    address: str | None = None,
    color: str | None = None,
) -> Showcase:
    """Replace what the company says of itself. What is public already changes at once.

    languages: ISO 639-1 codes. opening_hours: as of muster.tenancy.hours. color: "#rrggbb".
    """
    showcase = open_showcase(tenant_id)
    showcase.name = name
    showcase.tagline = tagline
    showcase.about = about
    showcase.languages = list(languages)
    showcase.regions = list(regions)
    showcase.categories = list(categories)
    showcase.opening_hours = dict(opening_hours or {})
    showcase.attributes = dict(attributes or {})
    showcase.phone = phone or None
    showcase.website = website or None
    showcase.address = address or None
    showcase.color = color or showcase.color
    session.execute(
        update(Tenant)
        .where(Tenant.id == tenant_id)
        .values(name=name, color=showcase.color)
        .execution_options(synchronize_session=False)
    )
    announce(tenant_id)
    return showcase


def set_face(tenant_id: UUID, which: str, picture_id: UUID | None) -> None:
    """Give the company another logo or cover, or none. which: "logo" or "cover"."""
    showcase = open_showcase(tenant_id)
    column = {"logo": "logo_id", "cover": "cover_id"}[which]
    before = getattr(showcase, column)
    setattr(showcase, column, picture_id)
    if before is not None:
        forget_picture(tenant_id, before)
    announce(tenant_id)


def publish(tenant_id: UUID) -> None:
    """Let the public see the company with all its published products. Safe to repeat."""
    showcase = open_showcase(tenant_id)
    if showcase.published_at is None:
        session.execute(_published(tenant_id, func.now()))
        record("showcase.published", subject=showcase.name, tenant_id=tenant_id)
    announce(tenant_id)


def withdraw(tenant_id: UUID) -> None:
    """Take the company's pages from the public; nothing is lost. Safe to repeat."""
    showcase = open_showcase(tenant_id)
    if showcase.published_at is None:
        return
    session.execute(_published(tenant_id, None))
    record("showcase.withdrawn", subject=showcase.name, tenant_id=tenant_id)
    settle_pictures(tenant_id)
    signals.withdrawn.send(tenant_id=tenant_id)


def add(row: Base) -> None:
    """Add a row whose id the browser has made; raises Conflict if it, or its address, is taken."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict from None


def announce(tenant_id: UUID) -> None:
    """Say that what the company shows has changed: to its pages' readers and to the search."""
    session.flush()
    is_public = session.execute(
        update(Showcase)
        .where(Showcase.tenant_id == tenant_id)
        .values(updated_at=func.now())
        .returning(Showcase.published_at)
        .execution_options(synchronize_session="fetch")
    ).scalar_one_or_none()
    settle_pictures(tenant_id)
    if is_public is not None:
        signals.published.send(tenant_id=tenant_id)


def _published(tenant_id: UUID, moment: Any) -> Any:
    return (
        update(Showcase)
        .where(Showcase.tenant_id == tenant_id)
        .values(published_at=moment, updated_at=func.now())
        .execution_options(synchronize_session="fetch")
    )


def _first(tenant_id: UUID) -> Any:
    """A draft with the names and colours of the tenant, unless somebody else made one."""
    said = select(
        Tenant.id,
        Tenant.slug,
        Tenant.name,
        Tenant.phone,
        Tenant.color,
        Tenant.time_zone,
        func.now(),
    ).where(Tenant.id == tenant_id)
    columns = ["tenant_id", "slug", "name", "phone", "color", "time_zone", "updated_at"]
    return insert(Showcase).from_select(columns, said).on_conflict_do_nothing()
