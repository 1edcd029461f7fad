"""An agent's draft holds the private note apart from the reply: neither can become the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0419"
down_revision = "20261122_0412"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_drafts", sa.Column("note", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("desk_drafts", "note")
