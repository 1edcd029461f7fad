"""Rows that point at a row of their company do not point at the company a second time.

Each of these tables has a key (tenant_id, x_id) to a row whose own tenant_id is checked against
`tenants`: a queue for contacts, a contact for all others. A key to `tenants` beside it refuses
nothing that those do not refuse, and cost a look-up for each row of a broadcast and of a message.
The keys that carry the tenant, and the policies, stay as they are.
"""

from __future__ import annotations

from alembic import op

revision = "20261122_0246"
down_revision = "20261122_0200"
branch_labels = None
depends_on = None

TABLES = ("contacts", "contact_changes", "messages", "invitations")


def upgrade() -> None:
    for table in TABLES:
        op.drop_constraint(op.f(f"fk_{table}_tenant_id"), table, type_="foreignkey")


def downgrade() -> None:
    for table in TABLES:
        op.create_foreign_key(
            op.f(f"fk_{table}_tenant_id"), table, "tenants", ["tenant_id"], ["id"]
        )
