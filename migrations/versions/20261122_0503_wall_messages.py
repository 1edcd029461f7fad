"""What supervisors tell agents from the wall, and who has read it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_0503"
down_revision = "20261122_0459"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "wall_messages",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "char_length(body) BETWEEN 1 AND 1000", name=op.f("ck_wall_messages_body_length")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_wall_messages_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_wall_messages_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_messages")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_wall_messages_tenant_id_id")),
    )
    op.create_table(
        "wall_message_readers",
        sa.Column("message_id", sa.UUID(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_wall_message_readers_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["wall_messages.tenant_id", "wall_messages.id"],
            name=op.f("fk_wall_message_readers_tenant_id_message_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_message_readers")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_wall_message_readers_tenant_id_id")),
        sa.UniqueConstraint(
            "message_id", "agent_id", name=op.f("uq_wall_message_readers_message_id_agent_id")
        ),
    )
    op.create_index(
        "ix_wall_message_readers_unread",
        "wall_message_readers",
        ["agent_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    protect_tenant_table("wall_messages", grants="SELECT, INSERT")
    protect_tenant_table("wall_message_readers", grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    for table in ("wall_message_readers", "wall_messages"):
        op.execute(f"DROP TABLE {table} CASCADE")
