"""Canned replies leave open what the desk fills in, stand in folders, and are counted.

What was written as {agent}, {company} or {consumer} before is written as a variable now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0430"
down_revision = "20261122_0433"
branch_labels = None
depends_on = None

RENAMED = (("agent", "agent_name"), ("company", "company"), ("consumer", "consumer_name"))
OPENED = sa.text(
    "UPDATE canned_replies SET body = regexp_replace(body, CAST(:before AS text),"
    " CAST(:after AS text), 'g')"
)
CLOSED = sa.text(
    "UPDATE canned_replies SET body = replace(body, CAST(:after AS text), CAST(:before AS text))"
)


def upgrade() -> None:
    op.add_column(
        "canned_replies", sa.Column("folder", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "canned_replies", sa.Column("language", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "canned_replies", sa.Column("use_count", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("canned_replies", sa.Column("used_at", sa.DateTime(timezone=True)))
    op.execute("ALTER TABLE canned_replies NO FORCE ROW LEVEL SECURITY")  # its owner writes all
    for before, after in RENAMED:
        values = {"before": rf"(?<!\{{)\{{{before}\}}(?!\}})", "after": f"{{{{{after}}}}}"}
        op.get_bind().execute(OPENED, values)
    op.execute("ALTER TABLE canned_replies FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.execute("ALTER TABLE canned_replies NO FORCE ROW LEVEL SECURITY")
    for before, after in RENAMED:
        values = {"before": f"{{{before}}}", "after": f"{{{{{after}}}}}"}
        op.get_bind().execute(CLOSED, values)
    op.execute("ALTER TABLE canned_replies FORCE ROW LEVEL SECURITY")
    for column in ("used_at", "use_count", "language", "folder"):
        op.drop_column("canned_replies", column)
