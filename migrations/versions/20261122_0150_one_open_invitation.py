"""At most one open invitation for an address; clients by name without reading them all."""

from __future__ import annotations

from alembic import op

revision = "20261122_0150"
down_revision = "20261122_0127"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_tenants_name_id"), "tenants", ["name", "id"])
    op.create_index(
        "uq_member_invitations_open",
        "member_invitations",
        ["tenant_id", "email"],
        unique=True,
        postgresql_where="accepted_at IS NULL AND revoked_at IS NULL",
    )


def downgrade() -> None:
    op.drop_index("uq_member_invitations_open", table_name="member_invitations")
    op.drop_index(op.f("ix_tenants_name_id"), table_name="tenants")
