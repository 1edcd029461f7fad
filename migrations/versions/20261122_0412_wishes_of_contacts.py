"""A contact can wait for exactly one agent for a while, and knows since when it waits.

The index is of the few contacts that wait for somebody by name: an agent who becomes free is asked
about them in every pass, and they stand anywhere in their queue. Contacts that wait for anybody,
which are nearly all, are not in it and pay nothing for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0412"
down_revision = "20261122_0246"
branch_labels = None
depends_on = None

WAITS_FOR_ONE = "state = 'queued' AND wanted_agent_id IS NOT NULL"


def upgrade() -> None:
    op.add_column("contacts", sa.Column("wanted_agent_id", sa.UUID(), nullable=True))
    op.add_column("contacts", sa.Column("wanted_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("wanted_reason", sa.Text(), nullable=True))
    op.add_column("contacts", sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_contacts_wanted_agent_id"), "contacts", "agents", ["wanted_agent_id"], ["id"]
    )
    op.create_index(
        "ix_contacts_wanted", "contacts", ["wanted_agent_id"], postgresql_where=WAITS_FOR_ONE
    )
    op.create_check_constraint(
        op.f("ck_contacts_wanted_until"),
        "contacts",
        "(wanted_agent_id IS NULL) = (wanted_until IS NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_contacts_wanted_until"), "contacts", type_="check")
    op.drop_index("ix_contacts_wanted", "contacts")
    for column in ("waiting_since", "wanted_reason", "wanted_until", "wanted_agent_id"):
        op.drop_column("contacts", column)
