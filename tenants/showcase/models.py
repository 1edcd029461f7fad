"""A company's public face: profile, products, offers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from muster.db import Base, Dated, TenantOwned


class Showcase(TenantOwned, Dated, Base):
    """The profile of a company. `slug` and `name` repeat the tenant's, for the public page.

    opening_hours: as of muster.conversations.models.Queue, shown to the public.
    attributes: name → text, number, or list of texts; what the company says of itself in facts.
    attribute_roles: attribute → what it is to a search: "rating" (0 to 5) or "mentions" (names of
    others, as of places nearby).
    """

    __tablename__ = "showcases"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    tagline: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    regions: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    opening_hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attribute_roles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    phone: Mapped[str | None]
    website: Mapped[str | None]
    address: Mapped[str | None]
    color: Mapped[str]
    time_zone: Mapped[str]
    logo_id: Mapped[UUID | None]
    cover_id: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id"),
            Index(
                "ix_showcases_directory",
                "name",
                "id",
                postgresql_where="published_at IS NOT NULL",
            ),
            ForeignKeyConstraint(["tenant_id", "logo_id"], ["pictures.tenant_id", "pictures.id"]),
            ForeignKeyConstraint(["tenant_id", "cover_id"], ["pictures.tenant_id", "pictures.id"]),
        )


class Product(TenantOwned, Dated, Base):
    """Something the company sells. `external_key` ties it to the row of an imported file."""

    __tablename__ = "products"

    slug: Mapped[str]
    external_key: Mapped[str | None]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    price_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    link: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "slug"),
            UniqueConstraint("tenant_id", "external_key"),
            Index("ix_products_list", "tenant_id", "position", "id"),
            Index(None, "tenant_id", "name"),
            CheckConstraint("price_minor >= 0", name="price_positive"),
            CheckConstraint("(price_minor IS NULL) = (currency IS NULL)", name="price_whole"),
        )


class ProductPicture(TenantOwned, Dated, Base):
    """A picture of a product, in its place."""

    __tablename__ = "product_pictures"

    product_id: Mapped[UUID]
    picture_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=0)

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "product_id"],
                ["products.tenant_id", "products.id"],
                ondelete="CASCADE",
            ),
            ForeignKeyConstraint(
                ["tenant_id", "picture_id"], ["pictures.tenant_id", "pictures.id"]
            ),
            UniqueConstraint("tenant_id", "product_id", "picture_id"),
        )


class Offer(TenantOwned, Dated, Base):
    """Something special between two days (both included), for one product or for all."""

    __tablename__ = "offers"

    product_id: Mapped[UUID | None]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    published_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "product_id"], ["products.tenant_id", "products.id"]
            ),
            CheckConstraint("ends_on >= starts_on", name="period_forward"),
        )
