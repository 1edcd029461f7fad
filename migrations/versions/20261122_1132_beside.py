"""The second agent in a contact, who hears what is said there as it is said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_1132"
down_revision = "20261122_1121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("beside_agent_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_contacts_beside_agent_id"), "contacts", "agents", ["beside_agent_id"], ["id"]
    )
    op.execute("""
        UPDATE contacts c SET beside_agent_id = t.to_agent_id FROM contact_transfers t
        WHERE t.contact_id = c.id AND t.ended_at IS NULL AND t.state IN ('consulting', 'together')
    """)


def downgrade() -> None:
    op.drop_column("contacts", "beside_agent_id")
