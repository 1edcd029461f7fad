"""Histories of arrivals, what was known beforehand, and surges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_0737"
down_revision = "20261122_0735"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "arrival_series",
    "arrival_points",
    "arrival_events",
    "surge_policies",
    "surge_alarms",
)


def _table(name: str, *parts: sa.schema.SchemaItem, dated: bool = True) -> None:
    made = [sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False)]
    op.create_table(
        name,
        *parts,
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        *(made if dated else []),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{name}_tenant_id_id")),
    )


def _tenant(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{name}_tenant_id"))


def _series(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "series_id"],
        ["arrival_series.tenant_id", "arrival_series.id"],
        name=op.f(f"fk_{name}_tenant_id_series_id"),
        ondelete="CASCADE",
    )


def _person(name: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["people.id"], name=op.f(f"fk_{name}_{column}"))


def upgrade() -> None:
    _histories()
    _surges()
    for name in TABLES:
        protect_tenant_table(name)


def _histories() -> None:
    _table(
        "arrival_series",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.UUID(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("interval_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("counted_until", MOMENT, nullable=True),
        _tenant("arrival_series"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "queue_id"],
            ["queues.tenant_id", "queues.id"],
            name=op.f("fk_arrival_series_tenant_id_queue_id"),
        ),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_arrival_series_tenant_id_name")),
        sa.UniqueConstraint(
            "tenant_id", "queue_id", name=op.f("uq_arrival_series_tenant_id_queue_id")
        ),
        sa.CheckConstraint(
            "interval_minutes IN (5,10,15,30,60,1440)",
            name=op.f("ck_arrival_series_interval_known"),
        ),
    )
    _table(
        "arrival_points",
        sa.Column("series_id", sa.UUID(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("abandoned", sa.Integer(), nullable=True),
        sa.Column("aht_seconds", sa.Float(), nullable=True),
        _series("arrival_points"),
        sa.UniqueConstraint(
            "series_id", "starts_at", name=op.f("uq_arrival_points_series_id_starts_at")
        ),
        sa.CheckConstraint(
            "offered >= 0 AND answered >= 0 AND abandoned >= 0 AND aht_seconds >= 0",
            name=op.f("ck_arrival_points_not_negative"),
        ),
        dated=False,
    )
    _table(
        "arrival_events",
        sa.Column("series_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=True),
        _tenant("arrival_events"),
        _series("arrival_events"),
        _person("arrival_events", "created_by"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_arrival_events_forward")),
        sa.CheckConstraint(
            "percent BETWEEN -100 AND 10000", name=op.f("ck_arrival_events_percent_range")
        ),
    )
    op.create_index(
        op.f("ix_arrival_events_tenant_id_starts_on"), "arrival_events", ["tenant_id", "starts_on"]
    )


def _surges() -> None:
    _table(
        "surge_policies",
        sa.Column("series_id", sa.UUID(), nullable=False),
        sa.Column("watching", sa.Boolean(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("aht_seconds", sa.Integer(), nullable=False),
        sa.Column("by_itself", sa.Boolean(), nullable=False),
        sa.Column("seat_limit", sa.Integer(), nullable=True),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.UUID(), nullable=False),
        sa.Column("signed_name", sa.Text(), nullable=False),
        _tenant("surge_policies"),
        _series("surge_policies"),
        _person("surge_policies", "signed_by"),
        sa.CheckConstraint(
            "NOT by_itself OR (seat_limit IS NOT NULL AND budget_minor IS NOT NULL"
            " AND price_minor IS NOT NULL)",
            name=op.f("ck_surge_policies_signed_whole"),
        ),
        sa.CheckConstraint(
            "seat_limit > 0 AND budget_minor >= 0 AND price_minor >= 0 AND at_least > 0"
            " AND aht_seconds > 0",
            name=op.f("ck_surge_policies_positive"),
        ),
    )
    op.create_index(op.f("ix_surge_policies_series_id_id"), "surge_policies", ["series_id", "id"])
    _table(
        "surge_alarms",
        sa.Column("series_id", sa.UUID(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("seen_until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("upper", sa.Float(), nullable=False),
        sa.Column("peak_per_hour", sa.Float(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("activation_id", sa.UUID(), nullable=True),
        sa.Column("dismissed_at", MOMENT, nullable=True),
        sa.Column("dismissed_by", sa.UUID(), nullable=True),
        _tenant("surge_alarms"),
        _series("surge_alarms"),
        _person("surge_alarms", "dismissed_by"),
        sa.CheckConstraint(
            "outcome IN ('proposed','activated','beyond_limit','nobody_there')",
            name=op.f("ck_surge_alarms_outcome_known"),
        ),
    )
    op.create_index(op.f("ix_surge_alarms_series_id_id"), "surge_alarms", ["series_id", "id"])
    open_only = sa.text("ended_at IS NULL")
    op.create_index(
        op.f("ix_surge_alarms_tenant_id_id"),
        "surge_alarms",
        ["tenant_id", "id"],
        postgresql_where=open_only,
    )
    op.create_index(
        "uq_surge_alarms_open",
        "surge_alarms",
        ["series_id"],
        unique=True,
        postgresql_where=open_only,
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
