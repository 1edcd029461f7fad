"""What every table has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, MetaData, Text, UniqueConstraint, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from muster.db.ids import uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses naive values; gives back UTC whatever the server's zone is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


class Base(DeclarativeBase):
    """Declarative base of all three packages: one metadata, one naming of constraints."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: UtcDateTime,
        UUID: Uuid(),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class Identified:
    """A row known by a time-ordered UUID."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Dated:
    """A row that says when it was made, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TenantOwned(Identified):
    """A row that exactly one client company owns.

    The pair (tenant_id, id) is unique, so that other tables point at it with the tenant
    in the key and no row can refer into another tenant.

    tenant_is_implied: the row points so at a row of its company, in columns that are never null,
    and thereby at the company. Set where rows are written by the hundred: a key costs a look-up.
    """

    tenant_is_implied: ClassVar[bool] = False

    @declared_attr
    def tenant_id(cls) -> Mapped[UUID]:  # noqa: N805 — declared_attr hands in the class
        return mapped_column() if cls.tenant_is_implied else mapped_column(ForeignKey("tenants.id"))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 — declared_attr hands in the class
        return (UniqueConstraint("tenant_id", "id"), *cls.constraints())

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Further constraints and indexes of the table, for subclasses to give."""
        return ()
