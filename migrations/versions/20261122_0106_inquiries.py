"""Inquiries, invitations and what protects them from abuse."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import STAFF, protect, protect_tenant_table

revision = "20261122_0106"
down_revision = "20261122_0105"
branch_labels = None
depends_on = None

INQUIRY = "inquiry_id = (SELECT acting_inquiry())"


def upgrade() -> None:
    op.create_table(
        "inquiries",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("only_tenant_id", sa.UUID(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ring", sa.SmallInteger(), nullable=False),
        sa.Column("invited_count", sa.SmallInteger(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("session_hash", sa.Text(), nullable=False),
        sa.Column("promise_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("widened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exhausted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.UUID(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("mailed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(question) BETWEEN 1 AND 2000", name=op.f("ck_inquiries_question_length")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_inquiries_closed_by")),
        sa.ForeignKeyConstraint(
            ["only_tenant_id"], ["tenants.id"], name=op.f("fk_inquiries_only_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
    )
    op.create_index(
        "ix_inquiries_mail",
        "inquiries",
        ["id"],
        unique=False,
        postgresql_where="email IS NOT NULL",
    )
    op.create_index(
        "ix_inquiries_due",
        "inquiries",
        ["promise_at"],
        unique=False,
        postgresql_where="state IN ('collecting', 'widened')",
    )
    op.create_table(
        "invitations",
        sa.Column("inquiry_id", sa.UUID(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("company_slug", sa.Text(), nullable=False),
        sa.Column("ring", sa.SmallInteger(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("why", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_invitations_inquiry_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_invitations_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_invitations_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "inquiry_id", "tenant_id", name=op.f("uq_invitations_inquiry_id_tenant_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "contact_id", name=op.f("uq_invitations_tenant_id_contact_id")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_invitations_tenant_id_id")),
    )
    op.create_table(
        "blocked_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("added_by", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["people.id"], name=op.f("fk_blocked_words_added_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_words")),
        sa.UniqueConstraint("word", name=op.f("uq_blocked_words_word")),
    )
    op.create_table(
        "consumer_blocks",
        sa.Column("subject_hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_by", sa.UUID(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["blocked_by"], ["people.id"], name=op.f("fk_consumer_blocks_blocked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consumer_blocks")),
    )
    op.create_index(
        op.f("ix_consumer_blocks_subject_hash_until"),
        "consumer_blocks",
        ["subject_hash", "until"],
        unique=False,
    )
    op.create_table(
        "reports",
        sa.Column("inquiry_id", sa.UUID(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("by_consumer", sa.Boolean(), nullable=False),
        sa.Column("reported_by", sa.UUID(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.UUID(), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_reports_inquiry_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["people.id"], name=op.f("fk_reports_reported_by")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_reports_settled_by")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_reports_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_reports_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint(
            "tenant_id",
            "contact_id",
            "by_consumer",
            name=op.f("uq_reports_tenant_id_contact_id_by_consumer"),
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_reports_tenant_id_id")),
    )
    protect("inquiries", rows="id = (SELECT acting_inquiry())", write=(STAFF,))
    protect_tenant_table("invitations", write=(INQUIRY,))
    protect("blocked_words", rows=STAFF, read=("true",))
    protect("consumer_blocks", rows=STAFF, read=("true",))
    protect_tenant_table("reports", write=(INQUIRY, STAFF))


def downgrade() -> None:
    for table in ("reports", "consumer_blocks", "blocked_words", "invitations", "inquiries"):
        op.execute(f"DROP TABLE {table} CASCADE")
