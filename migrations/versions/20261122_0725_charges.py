"""What companies are charged: rows that are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect_tenant_table

revision = "20261122_0725"
down_revision = "20261122_0522"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charges",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(14, 4), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("subject_type", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("subject_id", sa.UUID(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('seat','setup','overage','hold','use','drill','credit')",
            name=op.f("ck_charges_kind_known"),
        ),
        sa.CheckConstraint(
            "(kind = 'credit') = (amount_minor < 0)", name=op.f("ck_charges_credit_negative")
        ),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_charges_period_forward")),
        sa.CheckConstraint(
            "char_length(key) BETWEEN 1 AND 200", name=op.f("ck_charges_key_length")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_charges_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_charges_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_charges_tenant_id_key")),
    )
    op.create_index(
        op.f("ix_charges_tenant_id_period_start_id"),
        "charges",
        ["tenant_id", "period_start", "id"],
    )
    op.create_index(
        op.f("ix_charges_tenant_id_subject_id_id"), "charges", ["tenant_id", "subject_id", "id"]
    )
    # Not even by mistake: what was charged is given back by a further row.
    protect_tenant_table("charges", grants="SELECT, INSERT")


def downgrade() -> None:
    op.drop_table("charges")
