"""VIPs are known by an e-mail address, too; marked as numbers are, and not kept either."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0812"
down_revision = "20261122_0758"
branch_labels = None
depends_on = None

UNIQUE = "uq_vip_customers_tenant_id_email_hash"
KNOWN = "ck_vip_customers_known_by_something"


def upgrade() -> None:
    for name in ("phone_hash", "phone_masked"):
        op.alter_column("vip_customers", name, nullable=True)
    for name in ("email_hash", "email_masked"):
        op.add_column("vip_customers", sa.Column(name, sa.Text()))
    # By this one a consumer's address is looked up, as numbers are by theirs.
    op.create_unique_constraint(op.f(UNIQUE), "vip_customers", ["tenant_id", "email_hash"])
    op.create_check_constraint(
        op.f(KNOWN), "vip_customers", "phone_hash IS NOT NULL OR email_hash IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_constraint(op.f(KNOWN), "vip_customers")
    op.drop_constraint(op.f(UNIQUE), "vip_customers")
    op.execute("DELETE FROM vip_customers WHERE phone_hash IS NULL")
    for name in ("email_hash", "email_masked"):
        op.drop_column("vip_customers", name)
    for name in ("phone_hash", "phone_masked"):
        op.alter_column("vip_customers", name, nullable=False)
