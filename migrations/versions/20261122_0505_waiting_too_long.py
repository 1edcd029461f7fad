"""Contacts that waited too long overflow; how fast each queue answers is measured.

The index is of the few waiting contacts that are for a company's own people, too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0505"
down_revision = "20261122_0503"
branch_labels = None
depends_on = None

OWN = "state = 'queued' AND own_people"


def upgrade() -> None:
    zero = sa.text("0")
    op.add_column("contacts", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "contacts",
        sa.Column("escalated_count", sa.SmallInteger(), server_default=zero, nullable=False),
    )
    op.add_column(
        "contacts",
        sa.Column("own_people", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index("ix_contacts_own_people", "contacts", ["tenant_id"], postgresql_where=OWN)
    for name in ("taken_quarter", "taken_hour"):
        op.add_column("queues", sa.Column(name, sa.Integer(), server_default=zero, nullable=False))


def downgrade() -> None:
    for name in ("taken_hour", "taken_quarter"):
        op.drop_column("queues", name)
    op.drop_index("ix_contacts_own_people", "contacts")
    for name in ("own_people", "escalated_count", "escalated_at"):
        op.drop_column("contacts", name)
