"""Files in conversations that are no pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_0459"
down_revision = "20261122_0432"
branch_labels = None
depends_on = None

INQUIRY = "inquiry_id = (SELECT acting_inquiry())"


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("inquiry_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_attachments_tenant_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_attachments_tenant_id_id")),
    )
    op.create_index(op.f("ix_attachments_contact_id"), "attachments", ["contact_id"])
    protect_tenant_table("attachments", write=(INQUIRY,))


def downgrade() -> None:
    op.drop_table("attachments")
