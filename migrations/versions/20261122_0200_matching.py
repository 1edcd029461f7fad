"""The public index of companies, and its search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db import names
from muster.db.policies import STAFF, protect, protect_tenant_table

revision = "20261122_0200"
down_revision = "20261122_0150"
branch_labels = None
depends_on = None

# One arm a tier, each with the tier as a literal, so that each uses the index of its tier; the
# planner's one-time filters skip the arms of the other tiers.
ARM = """
      SELECT m.tenant_id, m.terms,
        m.prior + cheap * (0.5 - coalesce(m.price_rank, 0.5)) + rated * coalesce(m.rating, 0) / 5
          AS rank
      FROM matching_companies m
      WHERE level = /* tier */ AND m.tier = /* tier */ AND m.terms @@ query
        AND m.tenant_id NOT IN (SELECT unnest(seen))"""

SEARCH = """
CREATE FUNCTION matching_search(
  queries tsquery[], weights real[], rare tsquery, steps tsquery[], bounds real[],
  cheap real, rated real, wanted integer, excluded uuid[], told text[]
) RETURNS TABLE (tenant_id uuid, score real, met integer[], mentions integer, facts jsonb)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
-- Reads the index step by step, the most promising first, and stops where nothing better can
-- follow. A step gives its companies by prior; those read are scored against all criteria.
DECLARE
  tops real[] := coalesce((SELECT c.tops FROM matching_counts c), '{}');
  seen uuid[] := excluded;
  found uuid[] := '{}';
  scores real[] := '{}';
  batch uuid[];
  batch_scores real[];
  reached real := '-infinity';
  query tsquery;
  room integer;
BEGIN
  FOR step IN 0 .. coalesce(array_length(steps, 1), 0) LOOP
    CONTINUE WHEN step = 0 AND rare IS NULL;
    query := CASE WHEN step = 0 THEN rare ELSE steps[step] END;
    room := CASE WHEN step = 0 THEN 1000 ELSE wanted + least(wanted, 50) END;
    FOR level IN 0 .. 2 LOOP
      EXIT WHEN step > 0 AND reached >= bounds[step] + coalesce(tops[level + 1], 100);
      SELECT array_agg(one.tenant_id), array_agg(one.score) INTO batch, batch_scores
      FROM (
        SELECT c.tenant_id, c.rank + (
            SELECT coalesce(sum(g.weight), 0)
            FROM unnest(queries, weights) AS g (query, weight) WHERE c.terms @@ g.query
          )::real AS score
        FROM (/* arms */
          ORDER BY rank DESC LIMIT room) c
      ) one;
      CONTINUE WHEN batch IS NULL;
      seen := seen || batch;
      found := found || batch;
      scores := scores || batch_scores;
      SELECT coalesce(min(s.score), '-infinity') INTO reached
      FROM (SELECT f.score FROM unnest(scores) AS f (score) ORDER BY 1 DESC LIMIT wanted) s
      HAVING count(*) = wanted;
      reached := coalesce(reached, '-infinity');
    END LOOP;
  END LOOP;
  RETURN QUERY
    SELECT best.tenant_id, best.score,
      ARRAY(SELECT g.number::integer FROM unnest(queries) WITH ORDINALITY AS g (query, number)
            WHERE m.terms @@ g.query ORDER BY 1),
      m.mentions,
      (SELECT jsonb_object_agg(t.key, m.facts -> t.key) FROM unnest(told) AS t (key)
       WHERE m.facts ? t.key)
    FROM (SELECT f.tenant_id, f.score FROM unnest(found, scores) AS f (tenant_id, score)
          ORDER BY f.score DESC, f.tenant_id LIMIT wanted) best
    JOIN matching_companies m ON m.tenant_id = best.tenant_id
    ORDER BY best.score DESC, best.tenant_id;
END $$
""".replace("/* arms */", " UNION ALL".join(ARM.replace("/* tier */", str(t)) for t in range(3)))

# Well known counts more than fully described, and both count less than anything asked for.
PRIOR = """
CREATE FUNCTION matching_prior(mentions integer, facts integer) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (0.1 * (ln(1 + mentions) + 0.5 * ln(1 + facts)))::real
"""
SIGNATURE = (
    "matching_search(tsquery[], real[], tsquery, tsquery[], real[], real, real, integer, uuid[],"
    " text[])"
)


def upgrade() -> None:
    op.create_table(
        "matching_companies",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("tier", sa.SmallInteger(), nullable=False),
        sa.Column("prior", sa.REAL(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("fact_count", sa.Integer(), nullable=False),
        sa.Column("rating", sa.REAL(), nullable=True),
        sa.Column("price", sa.Double(), nullable=True),
        sa.Column("price_rank", sa.REAL(), nullable=True),
        sa.Column("terms", postgresql.TSVECTOR(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "indexed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenants.id"],
            name=op.f("fk_matching_companies_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_matching_companies")),
    )
    # The terms are read for every candidate: they stay in the row, not in a table beside it.
    op.execute("ALTER TABLE matching_companies SET (toast_tuple_target = 8160)")
    # Without fastupdate: what waits in the list of new entries is read by every search.
    for tier in range(3):
        op.create_index(
            f"ix_matching_companies_terms_{tier}",
            "matching_companies",
            ["terms"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_where=f"tier = {tier}",
        )
    op.create_table(
        "matching_terms",
        sa.Column("text", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("lexeme", sa.Text(collation="C"), nullable=False),
        sa.Column("companies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("text", "kind", name=op.f("pk_matching_terms")),
    )
    op.create_table(
        "matching_counts",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("companies", sa.Integer(), nullable=False),
        sa.Column("tops", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.Column("floors", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_counts")),
    )
    app, operations = names.roles()
    protect_tenant_table("matching_companies", read=("true",), write=(STAFF,))
    protect("matching_terms", rows=STAFF, read=("true",))
    protect("matching_counts", rows=STAFF, read=("true",))
    # Whoever publishes a company brings its words; only the count over all may change them.
    op.execute(
        f"CREATE POLICY matching_terms_new ON matching_terms FOR INSERT TO {app} WITH CHECK (true)"
    )
    op.execute(PRIOR)
    op.execute(SEARCH)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {app}, {operations}")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.execute("DROP FUNCTION matching_prior(integer, integer)")
    for table in ("matching_counts", "matching_terms", "matching_companies"):
        op.execute(f"DROP TABLE {table} CASCADE")
