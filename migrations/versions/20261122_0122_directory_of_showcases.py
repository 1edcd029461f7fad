"""Showcases can be listed by name, say what their facts are; products have prices of any size."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_0122"
down_revision = "20261122_0119"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "showcases",
        sa.Column(
            "attribute_roles",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.alter_column("showcases", "attribute_roles", server_default=None)
    op.create_index(
        "ix_showcases_directory",
        "showcases",
        ["name", "id"],
        unique=False,
        postgresql_where="published_at IS NOT NULL",
    )
    op.create_index(
        op.f("ix_products_tenant_id_name"), "products", ["tenant_id", "name"], unique=False
    )
    op.alter_column("products", "price_minor", type_=sa.BigInteger())


def downgrade() -> None:
    op.alter_column("products", "price_minor", type_=sa.Integer())
    op.drop_index(op.f("ix_products_tenant_id_name"), "products")
    op.drop_index("ix_showcases_directory", "showcases")
    op.drop_column("showcases", "attribute_roles")
