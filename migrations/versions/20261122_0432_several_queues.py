"""Several queues a company: priority, levels of skills, hours with holidays, targets, overflow.

Skills keep their plain lists; levels above the first stand beside them. What an agent can do and
what a queue needs are kept as words made from both ("sales", "sales:2", …), so that one comparison
of lists, which the database and the matching share, answers whether somebody is good enough.

The index is of waiting contacts only, in the order in which a pass reads them: without it a pass
over one of several queues reads past everybody who waits in the others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_0432"
down_revision = "20261122_0448"
branch_labels = None
depends_on = None

ABILITIES = """
CREATE FUNCTION abilities(skills text[], levels jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(word ORDER BY word), '{}') FROM (
        SELECT skill AS word FROM unnest(skills) AS skill
        UNION ALL
        SELECT skill || ':' || level FROM unnest(skills) AS skill,
               generate_series(2, COALESCE((levels ->> skill)::int, 1)) AS level
    ) AS words
$$
"""
NEEDS = """
CREATE FUNCTION needs(skills text[], levels jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(
        CASE WHEN (levels ->> skill)::int > 1 THEN skill || ':' || (levels ->> skill)
             ELSE skill END ORDER BY skill), '{}')
    FROM unnest(skills) AS skill
$$
"""
# holidays: [{"on": "2026-10-01", "name": "…"}, …], closed for the whole local day.
QUEUE_IS_OPEN = """
CREATE FUNCTION queue_is_open(hours jsonb, holidays jsonb, zone text, moment timestamptz)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT is_open(hours, zone, moment) AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(holidays) AS holiday
        WHERE holiday ->> 'on' = to_char(moment AT TIME ZONE zone, 'YYYY-MM-DD'))
$$
"""
EMPTY_LIST = sa.text("'{}'::text[]")
EMPTY_MAP = sa.text("'{}'::jsonb")
WORDS = postgresql.ARRAY(sa.Text())
JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    for statement in (ABILITIES, NEEDS, QUEUE_IS_OPEN):
        op.execute(statement)
    for column in queue_columns():
        op.add_column("queues", column)
    op.create_foreign_key(
        op.f("fk_queues_tenant_id_overflow_queue_id"),
        "queues",
        "queues",
        ["tenant_id", "overflow_queue_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "uq_queues_backline", "queues", ["tenant_id"], unique=True, postgresql_where="is_backline"
    )
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_queues_{name}"), "queues", condition)
    op.add_column(
        "agents", sa.Column("skill_levels", JSON, server_default=EMPTY_MAP, nullable=False)
    )
    op.add_column(
        "agents",
        sa.Column(
            "abilities",
            WORDS,
            sa.Computed("abilities(skills, skill_levels)", persisted=True),
            nullable=False,
        ),
    )
    zero = sa.text("0")
    op.add_column(
        "contacts", sa.Column("priority", sa.SmallInteger(), server_default=zero, nullable=False)
    )
    op.create_index(
        "ix_contacts_waiting",
        "contacts",
        ["queue_id", "language", sa.text("priority DESC"), "created_at"],
        postgresql_where="state = 'queued'",
    )


CHECKS = {
    "priority_range": "priority BETWEEN 1 AND 5",
    "target_range": "target_seconds BETWEEN 1 AND 86400 AND target_percent BETWEEN 1 AND 100",
    "amber_before_red": "amber_seconds BETWEEN 1 AND red_seconds AND red_seconds <= 86400",
    "overflow_known": "overflow_to IN ('queue', 'backline', 'members')",
    "overflow_queue": "(overflow_to IS NOT DISTINCT FROM 'queue')"
    " = (overflow_queue_id IS NOT NULL)",
    "one_kind": "NOT (is_default AND is_backline)",
    "default_stays": "NOT (is_default AND retired_at IS NOT NULL)",
}


def queue_columns() -> list[sa.Column[object]]:
    def number(name: str, default: int) -> sa.Column[object]:
        return sa.Column(name, sa.Integer(), server_default=sa.text(str(default)), nullable=False)

    def words(name: str) -> sa.Column[object]:
        return sa.Column(name, WORDS, server_default=EMPTY_LIST, nullable=False)

    return [
        sa.Column("priority", sa.SmallInteger(), server_default=sa.text("3"), nullable=False),
        sa.Column("skill_levels", JSON, server_default=EMPTY_MAP, nullable=False),
        sa.Column(
            "needs",
            WORDS,
            sa.Computed("needs(skills, skill_levels)", persisted=True),
            nullable=False,
        ),
        words("preferred_skills"),
        words("topic_words"),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("holidays", JSON, server_default=sa.text("'[]'::jsonb"), nullable=False),
        number("target_seconds", 30),
        sa.Column(
            "target_percent", sa.SmallInteger(), server_default=sa.text("80"), nullable=False
        ),
        number("amber_seconds", 30),
        number("red_seconds", 60),
        sa.Column("overflow_to", sa.Text(), nullable=True),
        sa.Column("overflow_queue_id", sa.UUID(), nullable=True),
        sa.Column("is_backline", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
    ]


def downgrade() -> None:
    op.drop_index("ix_contacts_waiting", "contacts")
    op.drop_column("contacts", "priority")
    op.drop_column("agents", "abilities")
    op.drop_column("agents", "skill_levels")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_queues_{name}"), "queues", type_="check")
    op.drop_index("uq_queues_backline", "queues")
    op.drop_constraint(op.f("fk_queues_tenant_id_overflow_queue_id"), "queues", type_="foreignkey")
    for column in reversed(queue_columns()):
        op.drop_column("queues", column.name)
    op.execute("DROP FUNCTION queue_is_open(jsonb, jsonb, text, timestamptz)")
    op.execute("DROP FUNCTION needs(text[], jsonb)")
    op.execute("DROP FUNCTION abilities(text[], jsonb)")
