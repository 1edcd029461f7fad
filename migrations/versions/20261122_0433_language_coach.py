"""Notes of the language coach: the operator's, and each company's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import STAFF, protect, protect_tenant_table

revision = "20261122_0433"
down_revision = "20261122_0418"
branch_labels = None
depends_on = None

# Whoever works for a company reads them: its agents, and its members.
WORKING = "cardinality((SELECT acting_tenants())) > 0"


def note(table: str) -> list[object]:
    """The columns and keys that both tables have."""
    moment = sa.DateTime(timezone=True)
    return [
        sa.Column("language", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("region", "title_en", "title_zh", "body_en", "body_zh")
        ),
        sa.Column("phrases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", moment, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.CheckConstraint(
            "title_en || title_zh <> '' AND body_en || body_zh <> ''",
            name=op.f(f"ck_{table}_said"),
        ),
    ]


def upgrade() -> None:
    op.create_table("culture_notes", *note("culture_notes"))
    op.create_index(op.f("ix_culture_notes_language"), "culture_notes", ["language"])
    op.create_table(
        "coaching_notes",
        *note("coaching_notes"),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_coaching_notes_tenant_id")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_coaching_notes_tenant_id_id")),
    )
    op.create_index(
        op.f("ix_coaching_notes_tenant_id_language"), "coaching_notes", ["tenant_id", "language"]
    )
    protect("culture_notes", rows=STAFF, read=(WORKING,))
    protect_tenant_table("coaching_notes")


def downgrade() -> None:
    op.drop_table("coaching_notes")
    op.drop_table("culture_notes")
