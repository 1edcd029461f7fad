"""Events cost less to write: no look-up of the company, and a summary instead of a second index.

An event is written in the transaction of a row that has the company in its key, under a policy
that only lets the acting companies' through; it is thrown away after some days. A key to `tenants`
refused nothing more, and locked the row of every company that a broadcast reached: with several
broadcasts at once, each lock is a list of lockers to be written down.

Events are written in the order of time, so a summary of each range of pages finds the old ones.
"""

from __future__ import annotations

from alembic import op

revision = "20261122_0445"
down_revision = "20261122_0442"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("fk_events_tenant_id"), "events", type_="foreignkey")
    op.drop_index(op.f("ix_events_created_at"), "events")
    op.create_index(op.f("ix_events_created_at"), "events", ["created_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index(op.f("ix_events_created_at"), "events")
    op.create_index(op.f("ix_events_created_at"), "events", ["created_at"])
    op.create_foreign_key(op.f("fk_events_tenant_id"), "events", "tenants", ["tenant_id"], ["id"])
