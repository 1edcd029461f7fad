"""Agents, the price list, leases and who sits on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import IDENTITY, PERSON, STAFF, protect, protect_tenant_table

revision = "20261122_0103"
down_revision = "20261122_0102"
branch_labels = None
depends_on = None

SERVING = (
    "EXISTS (SELECT FROM seat_assignments s WHERE s.agent_id = agents.id AND s.ended_at IS NULL"
    " AND s.tenant_id = ANY ((SELECT acting_tenants())::uuid[]))"
)
OWN_STATE = "agent_id IN (SELECT id FROM agents WHERE person_id = (SELECT acting_person()))"


def upgrade() -> None:
    op.create_table(
        "skills",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
        sa.UniqueConstraint("code", name=op.f("uq_skills_code")),
    )
    op.create_table(
        "agents",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_state", sa.Text(), nullable=True),
        sa.Column("last_offer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 20", name=op.f("ck_agents_capacity_range")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_agents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("person_id", name=op.f("uq_agents_person_id")),
    )
    op.create_index(op.f("ix_agents_state"), "agents", ["state"], unique=False)
    op.create_table(
        "agent_state_changes",
        sa.Column("agent_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.UUID(), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_agent_state_changes_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_agent_state_changes_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_state_changes")),
    )
    op.create_index(
        op.f("ix_agent_state_changes_agent_id_id"),
        "agent_state_changes",
        ["agent_id", "id"],
        unique=False,
    )
    op.create_table(
        "seat_plans",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("service_window", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("dedicated", sa.Boolean(), nullable=False),
        sa.Column("minimum_months", sa.SmallInteger(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "minimum_months BETWEEN 1 AND 60", name=op.f("ck_seat_plans_term_range")
        ),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_seat_plans_price_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_plans")),
        sa.UniqueConstraint("code", name=op.f("uq_seat_plans_code")),
    )
    op.create_table(
        "seat_leases",
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("ordered_by", sa.UUID(), nullable=False),
        sa.Column("request_key", sa.UUID(), nullable=False),
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
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_seat_leases_period_forward")
        ),
        sa.CheckConstraint("seats BETWEEN 1 AND 10000", name=op.f("ck_seat_leases_seats_range")),
        sa.ForeignKeyConstraint(
            ["ordered_by"], ["people.id"], name=op.f("fk_seat_leases_ordered_by")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["seat_plans.id"], name=op.f("fk_seat_leases_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_seat_leases_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_leases")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_seat_leases_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "request_key", name=op.f("uq_seat_leases_tenant_id_request_key")
        ),
    )
    op.create_table(
        "seat_assignments",
        sa.Column("lease_id", sa.UUID(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=False),
        sa.Column("assigned_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_seat_assignments_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["people.id"], name=op.f("fk_seat_assignments_assigned_by")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["people.id"], name=op.f("fk_seat_assignments_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lease_id"],
            ["seat_leases.tenant_id", "seat_leases.id"],
            name=op.f("fk_seat_assignments_tenant_id_lease_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_seat_assignments_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_assignments")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_seat_assignments_tenant_id_id")),
    )
    op.create_index(
        op.f("ix_seat_assignments_agent_id"),
        "seat_assignments",
        ["agent_id"],
        unique=False,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index(
        "uq_seat_assignments_current",
        "seat_assignments",
        ["tenant_id", "agent_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    protect("skills", rows=STAFF, read=("true",))
    protect("agents", rows=STAFF, write=(PERSON,), read=(IDENTITY, SERVING))
    protect("agent_state_changes", rows=STAFF, write=(OWN_STATE,), grants="SELECT, INSERT")
    protect("seat_plans", rows=STAFF, read=("published_at IS NOT NULL",))
    protect_tenant_table("seat_leases")
    protect_tenant_table("seat_assignments", read=(IDENTITY,))


def downgrade() -> None:
    for table in (
        "seat_assignments",
        "seat_leases",
        "seat_plans",
        "agent_state_changes",
        "agents",
        "skills",
    ):
        op.execute(f"DROP TABLE {table} CASCADE")
