"""Agents know when their desk was last there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0119"
down_revision = "20261122_0114"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("agents", "seen_at")
