"""An event is dated by the moment of its writing; replays look back by that."""

from __future__ import annotations

from alembic import op

revision = "20261122_0127"
down_revision = "20261122_0122"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE events ALTER COLUMN created_at SET DEFAULT clock_timestamp()")


def downgrade() -> None:
    op.execute("ALTER TABLE events ALTER COLUMN created_at SET DEFAULT now()")
