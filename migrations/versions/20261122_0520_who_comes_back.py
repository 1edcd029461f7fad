"""Consumers who come back go to the agent who knows them; a company's VIPs have theirs.

A consumer is known to a company by a key made from that company's id, so that two companies
cannot find out that they have the same consumer.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_0520"
down_revision = "20261122_0512"
branch_labels = None
depends_on = None


def dated() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    ]


def keys(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{table}_tenant_id_id")),
    ]


def upgrade() -> None:
    op.add_column("contacts", sa.Column("consumer_key", sa.Text(), nullable=True))
    op.create_table(
        "vip_customers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone_hash", sa.Text(), nullable=False),
        sa.Column("phone_masked", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=True),
        sa.Column("queue_id", sa.UUID(), nullable=True),
        *dated(),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_vip_customers_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "queue_id"],
            ["queues.tenant_id", "queues.id"],
            name=op.f("fk_vip_customers_tenant_id_queue_id"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "phone_hash", name=op.f("uq_vip_customers_tenant_id_phone_hash")
        ),
        *keys("vip_customers"),
    )
    op.create_table(
        "returning_consumers",
        sa.Column("consumer_key", sa.Text(), nullable=False),
        sa.Column("first_agent_id", sa.UUID(), nullable=False),
        sa.Column("last_agent_id", sa.UUID(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        *dated(),
        sa.ForeignKeyConstraint(
            ["first_agent_id"], ["agents.id"], name=op.f("fk_returning_consumers_first_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["last_agent_id"], ["agents.id"], name=op.f("fk_returning_consumers_last_agent_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "consumer_key", name=op.f("uq_returning_consumers_tenant_id_consumer_key")
        ),
        *keys("returning_consumers"),
    )
    protect_tenant_table("vip_customers")
    protect_tenant_table("returning_consumers")


def downgrade() -> None:
    op.drop_table("returning_consumers")
    op.drop_table("vip_customers")
    op.drop_column("contacts", "consumer_key")
