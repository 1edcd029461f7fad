"""What happened, what is to be done, and what is to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect, protect_tenant_table

revision = "20261122_0102"
down_revision = "20261122_0101"
branch_labels = None
depends_on = None

INQUIRY_EVENTS = "for_inquiry = (SELECT acting_inquiry())"


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=True),
        sa.Column("for_inquiry", sa.UUID(), nullable=True),
        sa.Column("for_agent", sa.UUID(), nullable=True),
        sa.Column("for_wall", sa.Boolean(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_events_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_created_at"), "events", ["created_at"], unique=False)
    op.create_index(
        op.f("ix_events_for_agent_id"),
        "events",
        ["for_agent", "id"],
        unique=False,
        postgresql_where="for_agent IS NOT NULL",
    )
    op.create_index(
        op.f("ix_events_for_inquiry_id"),
        "events",
        ["for_inquiry", "id"],
        unique=False,
        postgresql_where="for_inquiry IS NOT NULL",
    )
    op.create_index(
        op.f("ix_events_tenant_id_id"),
        "events",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where="for_wall",
    )
    op.create_table(
        "jobs",
        sa.Column("tenant_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_jobs_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(
        op.f("ix_jobs_dead_at"),
        "jobs",
        ["dead_at"],
        unique=False,
        postgresql_where="dead_at IS NOT NULL",
    )
    op.create_index(op.f("ix_jobs_finished_at"), "jobs", ["finished_at"], unique=False)
    op.create_index(
        op.f("ix_jobs_run_at"),
        "jobs",
        ["run_at"],
        unique=False,
        postgresql_where="finished_at IS NULL AND dead_at IS NULL",
    )
    op.create_table(
        "mails",
        sa.Column("tenant_id", sa.UUID(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_mails_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(op.f("ix_mails_created_at"), "mails", ["created_at"], unique=False)
    protect_tenant_table("events", write=(INQUIRY_EVENTS,), grants="SELECT, INSERT, DELETE")
    protect("jobs", rows="true")
    protect("mails", rows="true")


def downgrade() -> None:
    for table in ("mails", "jobs", "events"):
        op.execute(f"DROP TABLE {table} CASCADE")
