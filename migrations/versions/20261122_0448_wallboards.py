"""Links that open a company's wallboard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import IDENTITY, protect_tenant_table

revision = "20261122_0448"
down_revision = "20261122_0446"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "wallboard_links",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("revoked_at", moment, nullable=True),
        sa.Column("last_seen_at", moment, nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "char_length(name) BETWEEN 1 AND 80", name=op.f("ck_wallboard_links_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["people.id"], name=op.f("fk_wallboard_links_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_wallboard_links_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallboard_links")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_wallboard_links_tenant_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_wallboard_links_token_hash")),
    )
    # Whoever shows a token is nobody yet, as with a sign-in; what it opens is acted as the company.
    protect_tenant_table("wallboard_links", read=(IDENTITY,), grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("wallboard_links")
