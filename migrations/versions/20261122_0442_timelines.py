"""Companies see the states of agents from the time in which these sat for them.

The index finds the contacts that an agent had in hand, also those that went on to somebody else.
It is partial: a contact that waits for anybody, as a broadcast makes them by the hundred, costs
nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db import names

revision = "20261122_0442"
down_revision = "20261122_0435"
branch_labels = None
depends_on = None

SAT_HERE = (
    "EXISTS (SELECT FROM seat_assignments s WHERE s.agent_id = agent_state_changes.agent_id"
    " AND s.tenant_id = ANY ((SELECT acting_tenants())::uuid[])"
    " AND s.created_at <= agent_state_changes.created_at"
    " AND (s.ended_at IS NULL OR s.ended_at > agent_state_changes.created_at))"
)


def upgrade() -> None:
    app, _ = names.roles()
    op.execute(
        "CREATE POLICY agent_state_changes_read_1 ON agent_state_changes"
        f" FOR SELECT TO {app} USING ({SAT_HERE})"
    )
    op.create_index(
        op.f("ix_contact_changes_agent_id_id"),
        "contact_changes",
        ["agent_id", "id"],
        postgresql_where=sa.text("agent_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_contact_changes_agent_id_id"), table_name="contact_changes")
    op.execute("DROP POLICY agent_state_changes_read_1 ON agent_state_changes")
