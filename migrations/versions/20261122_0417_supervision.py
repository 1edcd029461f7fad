"""Supervision: terms of the contract, settings of a wall, acts, and who is looking.

A contact is held by an agent, or by the person who took it over, never by both. What colleagues
tell each other (notes, and with them whispers) is closed to consumers by the policy itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db import names
from muster.db.policies import PERSON, STAFF, TENANT, protect, protect_tenant_table

revision = "20261122_0417"
down_revision = "20261122_0415"
branch_labels = None
depends_on = None

INQUIRY = "inquiry_id = (SELECT acting_inquiry())"


def dated() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "supervision_terms",
        sa.Column("listen", sa.Boolean(), nullable=False),
        sa.Column("whisper", sa.Boolean(), nullable=False),
        sa.Column("barge", sa.Boolean(), nullable=False),
        sa.Column("take_over", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.UUID(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        *dated(),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_supervision_terms_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_supervision_terms_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_terms")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_supervision_terms_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_supervision_terms_tenant_id")),
    )
    op.create_table(
        "supervision_settings",
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.Column("thresholds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        *dated(),
        sa.CheckConstraint(
            "disclosure IN ('hidden','presence','name')",
            name=op.f("ck_supervision_settings_disclosure_known"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_supervision_settings_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_settings")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_supervision_settings_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_supervision_settings_tenant_id")),
    )
    create_supervisions()
    op.create_table(
        "wall_presences",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_wall_presences_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_presences")),
        sa.UniqueConstraint("person_id", "place", name=op.f("uq_wall_presences_person_id_place")),
    )
    op.add_column("contacts", sa.Column("taken_over_by", sa.UUID(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contacts_taken_over_by"), "contacts", "people", ["taken_over_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_contacts_one_holder"),
        "contacts",
        "taken_over_by IS NULL OR (agent_id IS NULL AND agent_slot IS NULL)",
    )
    protect("supervision_terms", rows=STAFF, read=(TENANT,))
    protect_tenant_table("supervision_settings")
    protect_tenant_table("supervisions", grants="SELECT, INSERT, UPDATE")
    protect("wall_presences", rows=PERSON)
    close_notes("AND kind <> 'note'")


def create_supervisions() -> None:
    op.create_table(
        "supervisions",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        *dated(),
        sa.CheckConstraint(
            "act IN ('listen','whisper','barge','take_over')",
            name=op.f("ck_supervisions_act_known"),
        ),
        sa.CheckConstraint(
            "side IN ('client','operator')", name=op.f("ck_supervisions_side_known")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_supervisions_agent_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_supervisions_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_supervisions_tenant_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisions")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_supervisions_tenant_id_id")),
    )
    op.create_index(op.f("ix_supervisions_contact_id_id"), "supervisions", ["contact_id", "id"])
    op.create_index(
        "uq_supervisions_open",
        "supervisions",
        ["person_id", "contact_id", "act"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_supervisions_holder",
        "supervisions",
        ["contact_id"],
        unique=True,
        postgresql_where=sa.text("act = 'take_over' AND ended_at IS NULL"),
    )


def close_notes(more: str) -> None:
    app, _ = names.roles()
    op.execute("DROP POLICY messages_write_1 ON messages")
    op.execute(
        f"CREATE POLICY messages_write_1 ON messages TO {app}"
        f" USING ({INQUIRY} {more}) WITH CHECK ({INQUIRY} {more})"
    )


def downgrade() -> None:
    close_notes("")
    op.drop_column("contacts", "taken_over_by")
    for table in ("wall_presences", "supervisions", "supervision_settings", "supervision_terms"):
        op.execute(f"DROP TABLE {table} CASCADE")
