"""Count a wait from when the queue opened: who came at night was late by the morning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261123_0008"
down_revision = "20261122_1611"
branch_labels = None
depends_on = None

# When a queue that is closed opens next; NULL if it never does, or not within a year.
QUEUE_OPENS = """
CREATE FUNCTION queue_opens(hours jsonb, holidays jsonb, zone text, moment timestamptz)
RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    day date := (moment AT TIME ZONE zone)::date;
    opens timestamptz;
BEGIN
    IF hours <> '{}' AND NOT jsonb_path_exists(hours, '$.*[*]') THEN
        RETURN NULL;
    END IF;
    FOR ahead IN 0..400 LOOP
        IF NOT EXISTS (SELECT FROM jsonb_array_elements(holidays) AS holiday
                       WHERE holiday ->> 'on' = to_char(day, 'YYYY-MM-DD')) THEN
            SELECT min(start) INTO opens FROM (
                SELECT (day + (period ->> 0)::time) AT TIME ZONE zone AS start
                FROM jsonb_array_elements(CASE WHEN hours = '{}' THEN '[["00:00"]]'
                    ELSE hours -> lower(to_char(day, 'Dy')) END) AS period
            ) periods WHERE start > moment;
            IF opens IS NOT NULL THEN
                RETURN opens;
            END IF;
        END IF;
        day := day + 1;
    END LOOP;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    op.execute(QUEUE_OPENS)
    op.add_column("contacts", sa.Column("counts_from", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_contacts_counts_from",
        "contacts",
        ["counts_from", "tenant_id"],
        postgresql_where="counts_from IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_column("contacts", "counts_from")
    op.execute("DROP FUNCTION queue_opens(jsonb, jsonb, text, timestamptz)")
