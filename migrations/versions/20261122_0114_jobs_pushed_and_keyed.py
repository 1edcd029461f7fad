"""Jobs know when they were handed to Redis, and waiting ones can be wanted once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0114"
down_revision = "20261122_0106"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("key", sa.Text(), nullable=True))
    op.add_column("jobs", sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_jobs_key"),
        "jobs",
        ["key"],
        unique=True,
        postgresql_where="started_at IS NULL AND finished_at IS NULL AND dead_at IS NULL",
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_jobs_key"), "jobs")
    op.drop_column("jobs", "pushed_at")
    op.drop_column("jobs", "key")
