"""How contacts end: fields of dispositions, rules, tips, confirmation, snoozing, ratings once.

A small partial index serves the clockwork: snoozed contacts by the moment they come back.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import STAFF, protect, protect_tenant_table

revision = "20261122_0415"
down_revision = "20261122_0419"
branch_labels = None
depends_on = None

# The consumer's page says how long a company takes questions up again.
ASKED_COMPANY = (
    "tenant_id IN (SELECT c.tenant_id FROM contacts c"
    " WHERE c.inquiry_id = (SELECT acting_inquiry()))"
)
KNOWN = "state IN ('queued','offered','active','wrap_up','snoozed','closed','abandoned')"
KNOWN_BEFORE = "state IN ('queued','offered','active','wrap_up','closed','abandoned')"


def _added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("disposition_answers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating_reasons", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("rating_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
    )


def _dated() -> sa.Column[sa.DateTime]:
    return sa.Column(
        "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def upgrade() -> None:
    op.add_column(
        "dispositions",
        sa.Column(
            "fields",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
    )
    for column in _added():
        op.add_column("contacts", column)
    op.drop_constraint(op.f("ck_contacts_state_known"), "contacts", type_="check")
    op.create_check_constraint(op.f("ck_contacts_state_known"), "contacts", KNOWN)
    op.create_index(
        "ix_contacts_snoozed", "contacts", ["snoozed_until"], postgresql_where="state = 'snoozed'"
    )
    op.create_table(
        "closing_rules",
        sa.Column("queue_id", sa.UUID(), nullable=True),
        sa.Column("wrap_up_seconds", sa.Integer(), nullable=True),
        sa.Column("silence_hours", sa.Integer(), nullable=True),
        sa.Column("reopen_days", sa.Integer(), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        _dated(),
        sa.CheckConstraint(
            "wrap_up_seconds BETWEEN 10 AND 7200", name=op.f("ck_closing_rules_wrap_up_range")
        ),
        sa.CheckConstraint(
            "silence_hours BETWEEN 1 AND 720", name=op.f("ck_closing_rules_silence_range")
        ),
        sa.CheckConstraint(
            "reopen_days BETWEEN 0 AND 365", name=op.f("ck_closing_rules_reopen_range")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_closing_rules_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "queue_id"],
            ["queues.tenant_id", "queues.id"],
            name=op.f("fk_closing_rules_tenant_id_queue_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_rules")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_closing_rules_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "queue_id", name=op.f("uq_closing_rules_tenant_id_queue_id")
        ),
    )
    op.create_index(
        "uq_closing_rules_company",
        "closing_rules",
        ["tenant_id"],
        unique=True,
        postgresql_where="queue_id IS NULL",
    )
    op.create_table(
        "closing_tips",
        sa.Column("disposition_id", sa.UUID(), nullable=True),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        _dated(),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_closing_tips_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "disposition_id"],
            ["dispositions.tenant_id", "dispositions.id"],
            name=op.f("fk_closing_tips_tenant_id_disposition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_tips")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_closing_tips_tenant_id_id")),
    )
    op.create_table(
        "state_reasons",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.UUID(), nullable=False),
        _dated(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_reasons")),
    )
    protect_tenant_table("closing_rules", read=(ASKED_COMPANY,))
    protect_tenant_table("closing_tips")
    protect("state_reasons", rows=STAFF, read=("true",))


def downgrade() -> None:
    op.drop_table("state_reasons")
    op.drop_table("closing_tips")
    op.drop_table("closing_rules")
    op.execute("UPDATE contacts SET state = 'queued', agent_id = NULL WHERE state = 'snoozed'")
    op.drop_index("ix_contacts_snoozed", "contacts")
    op.drop_constraint(op.f("ck_contacts_state_known"), "contacts", type_="check")
    op.create_check_constraint(op.f("ck_contacts_state_known"), "contacts", KNOWN_BEFORE)
    for column in _added():
        op.drop_column("contacts", column.name)
    op.drop_column("dispositions", "fields")
