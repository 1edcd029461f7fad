"""What is free of a pool, by the hour, in the form in which offers read it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_0841"
down_revision = "20261122_0830"
branch_labels = None
depends_on = None

# Two bytes an hour instead of sixteen: an offer reads thousands of weeks. More than 32,767 free
# in one pool count as so many.
FREE = """
CREATE FUNCTION free_hours(supply integer[], promised integer[]) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(int2send(least(greatest(there - taken, 0), 32767)::smallint), ''::bytea
                      ORDER BY hour)
    FROM unnest(supply, promised) WITH ORDINALITY AS u (there, taken, hour)
$$
"""


def upgrade() -> None:
    op.execute(FREE)
    op.add_column(
        "capacity_weeks",
        sa.Column(
            "free",
            sa.LargeBinary(),
            sa.Computed("free_hours(supply, promised)", persisted=True),
            nullable=False,
        ),
    )


def downgrade() -> None:
    op.drop_column("capacity_weeks", "free")
    op.execute("DROP FUNCTION free_hours(integer[], integer[])")
