"""Lending: idle standby answers for queues whose company lets it, until recalled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_1115"
down_revision = "20261122_0841"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("ended_at IS NULL")
REASONS = "'asked','called','activated','promise','time','queue','offline','gone'"


def upgrade() -> None:
    op.add_column(
        "queues",
        sa.Column("takes_lent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("seat_assignments", sa.Column("lent_until", MOMENT))
    op.create_table(
        "loans",
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("assignment_id", sa.Uuid()),
        sa.Column("recall_minutes", sa.Integer(), nullable=False),
        sa.Column("lead_minutes", sa.Integer(), nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("lent_by", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("recalled_at", MOMENT),
        sa.Column("recalled_by", sa.Uuid()),
        sa.Column("recall_reason", sa.Text()),
        sa.Column("due_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("handed_back", sa.SmallInteger(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        _check("recall_in_time", "recall_minutes BETWEEN 1 AND lead_minutes"),
        _check("period_forward", "until_at > created_at"),
        _check("why_length", "char_length(why) <= 300"),
        _check("price_positive", "price_minor >= 0"),
        _check("recall_reason_known", f"recall_reason IN ({REASONS})"),
        _check(
            "recall_whole",
            "(recalled_at IS NULL) = (due_at IS NULL)"
            " AND (recalled_at IS NULL) = (recall_reason IS NULL)"
            " AND (ended_at IS NULL OR recalled_at IS NOT NULL)",
        ),
        _of("agent_id", "agents"),
        _of("lent_by", "people"),
        _of("recalled_by", "people"),
        _of("tenant_id", "tenants"),
        _same_company("queue_id", "queues"),
        _same_company("assignment_id", "seat_assignments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loans")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_loans_tenant_id_id")),
    )
    op.create_index("uq_loans_agent", "loans", ["agent_id"], unique=True, postgresql_where=OPEN)
    op.create_index("ix_loans_open", "loans", ["id"], unique=False, postgresql_where=OPEN)
    op.create_index(op.f("ix_loans_agent_id_id"), "loans", ["agent_id", "id"], unique=False)
    protect_tenant_table("loans", grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("loans")
    op.drop_column("seat_assignments", "lent_until")
    op.drop_column("queues", "takes_lent")


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_loans_{name}"))


def _of(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_loans_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _same_company(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{other}.tenant_id", f"{other}.id"],
        name=op.f(f"fk_loans_tenant_id_{column}"),
    )
