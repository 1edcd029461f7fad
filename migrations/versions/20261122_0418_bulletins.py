"""Bulletins that agents must have read before a deadline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect_tenant_table

revision = "20261122_0418"
down_revision = "20261122_0417"
branch_labels = None
depends_on = None


def owned(table: str, *columns: sa.Column[object]) -> tuple[object, ...]:
    """What every table of a company has, around the columns of this one."""
    return (
        *columns,
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{table}_tenant_id_id")),
    )


def of_bulletin(table: str) -> sa.ForeignKeyConstraint:
    """The key of a row that belongs to a bulletin."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", "bulletin_id"],
        ["bulletins.tenant_id", "bulletins.id"],
        name=op.f(f"fk_{table}_tenant_id_bulletin_id"),
    )


def by_person(table: str) -> sa.ForeignKeyConstraint:
    """The key of the person who wrote it."""
    return sa.ForeignKeyConstraint(
        ["created_by"], ["people.id"], name=op.f(f"fk_{table}_created_by")
    )


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "bulletins",
        *owned(
            "bulletins",
            sa.Column("batch_id", sa.UUID(), nullable=False),
            sa.Column("by_operator", sa.Boolean(), nullable=False),
            sa.Column("version", sa.SmallInteger(), nullable=False),
            sa.Column("must_read_version", sa.SmallInteger(), nullable=False),
            sa.Column("asked_at", moment, nullable=False),
            sa.Column("due_at", moment, nullable=False),
            sa.Column("created_by", sa.UUID(), nullable=False),
            sa.Column("withdrawn_at", moment, nullable=True),
            sa.Column("reminded_at", moment, nullable=True),
            sa.Column("told_overdue", sa.Integer(), nullable=False),
        ),
        by_person("bulletins"),
        sa.UniqueConstraint("tenant_id", "batch_id", name=op.f("uq_bulletins_tenant_id_batch_id")),
        sa.CheckConstraint(
            "must_read_version <= version", name=op.f("ck_bulletins_versions_in_order")
        ),
        sa.CheckConstraint("due_at > asked_at", name=op.f("ck_bulletins_time_to_read")),
    )
    op.create_index(op.f("ix_bulletins_batch_id"), "bulletins", ["batch_id"])
    op.create_index(
        "ix_bulletins_in_force", "bulletins", ["due_at"], postgresql_where="withdrawn_at IS NULL"
    )
    op.create_table(
        "bulletin_versions",
        *owned(
            "bulletin_versions",
            sa.Column("bulletin_id", sa.UUID(), nullable=False),
            sa.Column("number", sa.SmallInteger(), nullable=False),
            sa.Column("title", sa.Text(), nullable=False),
            sa.Column("body", sa.Text(), nullable=False),
            sa.Column("question", sa.Text(), nullable=True),
            sa.Column("choices", postgresql.ARRAY(sa.Text()), nullable=False),
            sa.Column("right_choice", sa.SmallInteger(), nullable=True),
            sa.Column("created_by", sa.UUID(), nullable=False),
        ),
        of_bulletin("bulletin_versions"),
        by_person("bulletin_versions"),
        sa.UniqueConstraint(
            "bulletin_id", "number", name=op.f("uq_bulletin_versions_bulletin_id_number")
        ),
        sa.CheckConstraint(
            "char_length(body) <= 8000", name=op.f("ck_bulletin_versions_body_length")
        ),
        sa.CheckConstraint(
            "CASE WHEN question IS NULL THEN right_choice IS NULL AND cardinality(choices) = 0"
            " ELSE right_choice >= 0 AND right_choice < cardinality(choices)"
            " AND cardinality(choices) BETWEEN 2 AND 5 END",
            name=op.f("ck_bulletin_versions_question_whole"),
        ),
    )
    op.create_table(
        "bulletin_readings",
        *owned(
            "bulletin_readings",
            sa.Column("bulletin_id", sa.UUID(), nullable=False),
            sa.Column("version", sa.SmallInteger(), nullable=False),
            sa.Column("agent_id", sa.UUID(), nullable=False),
            sa.Column("agent_name", sa.Text(), nullable=False),
            sa.Column("choice", sa.SmallInteger(), nullable=True),
            sa.Column("passed", sa.Boolean(), nullable=False),
        ),
        of_bulletin("bulletin_readings"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_bulletin_readings_agent_id")
        ),
    )
    op.create_index(
        op.f("ix_bulletin_readings_bulletin_id_agent_id"),
        "bulletin_readings",
        ["bulletin_id", "agent_id"],
    )
    op.create_index(
        "uq_bulletin_readings_passed",
        "bulletin_readings",
        ["bulletin_id", "version", "agent_id"],
        unique=True,
        postgresql_where="passed",
    )
    protect_tenant_table("bulletins", grants="SELECT, INSERT, UPDATE")
    protect_tenant_table("bulletin_versions", grants="SELECT, INSERT")
    protect_tenant_table("bulletin_readings", grants="SELECT, INSERT")


def downgrade() -> None:
    for table in ("bulletin_readings", "bulletin_versions", "bulletins"):
        op.drop_table(table)
