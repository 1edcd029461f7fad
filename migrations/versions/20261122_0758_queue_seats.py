"""Which of a company's queues its agents serve, and who moved them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect_tenant_table

revision = "20261122_0758"
down_revision = "20261122_0756"
branch_labels = None
depends_on = None

QUEUES = postgresql.ARRAY(sa.Uuid())


def upgrade() -> None:
    # A column of the seat, so that routing's statements compare it and look nothing up. Queues
    # are never deleted, and what goes into it has been read under the company's policies.
    op.add_column("seat_assignments", sa.Column("queue_ids", QUEUES))
    op.create_check_constraint(
        op.f("ck_seat_assignments_some_queue"), "seat_assignments", "cardinality(queue_ids) > 0"
    )
    op.create_table(
        "seat_queue_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"),
                  nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("queue_ids", QUEUES),
        sa.Column("changed_by", sa.Uuid()),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_seat_queue_changes_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_seat_queue_changes_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_seat_queue_changes_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_queue_changes")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_seat_queue_changes_tenant_id_id")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_seat_queue_changes_tenant_id_agent_id_id"),
        "seat_queue_changes",
        ["tenant_id", "agent_id", "id"],
    )
    protect_tenant_table("seat_queue_changes")


def downgrade() -> None:
    op.drop_table("seat_queue_changes")
    op.drop_constraint(op.f("ck_seat_assignments_some_queue"), "seat_assignments")
    op.drop_column("seat_assignments", "queue_ids")
