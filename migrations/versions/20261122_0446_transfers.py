"""Contacts passed from agent to agent, two agents in one contact, and the clock of the backline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_0446"
down_revision = "20261122_0445"
branch_labels = None
depends_on = None

# Whoever ends a contact ends what is pending in it, its consumer too.
OF_INQUIRY = (
    "contact_id IN (SELECT c.id FROM contacts c WHERE c.inquiry_id = (SELECT acting_inquiry()))"
)
STATES = (
    "'offered','consulting','together','done','declined','expired','taken_back','left',"
    "'contact_over'"
)


def upgrade() -> None:
    op.create_table(
        "contact_transfers",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("from_agent_id", sa.UUID(), nullable=False),
        sa.Column("to_agent_id", sa.UUID(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "kind IN ('cold','warm','together')", name=op.f("ck_contact_transfers_kind_known")
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_contact_transfers_state_known")),
        sa.CheckConstraint(
            "(slot IS NULL) = (ended_at IS NOT NULL)", name=op.f("ck_contact_transfers_slot_held")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_contact_transfers_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_contact_transfers_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["from_agent_id"], ["agents.id"], name=op.f("fk_contact_transfers_from_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_agent_id"], ["agents.id"], name=op.f("fk_contact_transfers_to_agent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_transfers")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_contact_transfers_tenant_id_id")),
    )
    op.create_index(
        "uq_contact_transfers_open",
        "contact_transfers",
        ["contact_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index(
        "uq_contact_transfers_slot",
        "contact_transfers",
        ["to_agent_id", "slot"],
        unique=True,
        postgresql_where="slot IS NOT NULL",
    )
    protect_tenant_table("contact_transfers", write=(OF_INQUIRY,))
    op.add_column("closing_rules", sa.Column("escalation_seconds", sa.Integer(), nullable=True))
    op.add_column("closing_rules", sa.Column("backline_queue_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        op.f("fk_closing_rules_tenant_id_backline_queue_id"),
        "closing_rules",
        "queues",
        ["tenant_id", "backline_queue_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_closing_rules_escalation_range"),
        "closing_rules",
        "escalation_seconds BETWEEN 30 AND 86400",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_closing_rules_escalation_range"), "closing_rules", type_="check")
    op.drop_constraint(
        op.f("fk_closing_rules_tenant_id_backline_queue_id"), "closing_rules", type_="foreignkey"
    )
    op.drop_column("closing_rules", "backline_queue_id")
    op.drop_column("closing_rules", "escalation_seconds")
    op.drop_table("contact_transfers")
