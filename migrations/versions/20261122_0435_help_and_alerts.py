"""Calls for help, alerts of a wall, and the words that raise them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect_tenant_table

revision = "20261122_0435"
down_revision = "20261122_0430"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def owned() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
    ]


def keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{table}_tenant_id_id")),
    ]


def points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def of_contact(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "contact_id"],
        ["contacts.tenant_id", "contacts.id"],
        name=op.f(f"fk_{table}_tenant_id_contact_id"),
    )


def upgrade() -> None:
    op.create_table(
        "help_requests",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=False),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("called", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("called_at", MOMENT, nullable=True),
        sa.Column("accepted_by", sa.UUID(), nullable=True),
        sa.Column("accepted_name", sa.Text(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        *owned(),
        sa.CheckConstraint("char_length(words) <= 500", name=op.f("ck_help_requests_words_length")),
        *keys("help_requests"),
        points("help_requests", "agent_id", "agents"),
        points("help_requests", "accepted_by", "people"),
        of_contact("help_requests"),
    )
    op.create_index(
        "uq_help_requests_open",
        "help_requests",
        ["contact_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "alerts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=True),
        sa.Column("agent_id", sa.UUID(), nullable=True),
        sa.Column("agent_name", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("acknowledged_at", MOMENT, nullable=True),
        sa.Column("acknowledged_by", sa.UUID(), nullable=True),
        sa.Column("acknowledged_name", sa.Text(), nullable=True),
        sa.Column("cleared_at", MOMENT, nullable=True),
        *owned(),
        *keys("alerts"),
        sa.UniqueConstraint(
            "tenant_id", "kind", "subject", name=op.f("uq_alerts_tenant_id_kind_subject")
        ),
        points("alerts", "agent_id", "agents"),
        points("alerts", "acknowledged_by", "people"),
        points("alerts", "tenant_id", "tenants"),
        of_contact("alerts"),
    )
    op.create_index(
        "ix_alerts_open",
        "alerts",
        ["tenant_id", "id"],
        postgresql_where=sa.text("acknowledged_at IS NULL AND cleared_at IS NULL"),
    )
    op.create_table(
        "supervision_phrases",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phrases", postgresql.ARRAY(sa.Text()), nullable=False),
        *owned(),
        *keys("supervision_phrases"),
        sa.UniqueConstraint(
            "tenant_id",
            "kind",
            "language",
            name=op.f("uq_supervision_phrases_tenant_id_kind_language"),
        ),
        points("supervision_phrases", "tenant_id", "tenants"),
    )
    protect_tenant_table("help_requests", grants="SELECT, INSERT, UPDATE")
    protect_tenant_table("alerts", grants="SELECT, INSERT, UPDATE")
    protect_tenant_table("supervision_phrases")


def downgrade() -> None:
    for table in ("supervision_phrases", "alerts", "help_requests"):
        op.execute(f"DROP TABLE {table} CASCADE")
