"""Whether a company's agents see what consumers type before it is sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_0522"
down_revision = "20261122_0520"
branch_labels = None
depends_on = None

ASKED = (
    "tenant_id IN (SELECT c.tenant_id FROM contacts c WHERE c.inquiry_id = (SELECT"
    " acting_inquiry()))"
)


def upgrade() -> None:
    op.create_table(
        "writing_policies",
        sa.Column("previews", sa.Boolean(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_writing_policies_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writing_policies")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_writing_policies_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_writing_policies_tenant_id")),
    )
    # The consumer's page says so before anything is typed.
    protect_tenant_table("writing_policies", read=(ASKED,))


def downgrade() -> None:
    op.drop_table("writing_policies")
