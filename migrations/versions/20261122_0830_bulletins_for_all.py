"""What the operator tells everybody is told also at companies for whom people sit later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0830"
down_revision = "20261122_0812"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "bulletins",
        sa.Column("for_everybody", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("bulletins", "for_everybody")
