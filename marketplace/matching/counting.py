"""Counts over the whole index: how common a term is, how well known a company is."""

from __future__ import annotations

from sqlalchemy import text

from marketplace.matching.actions import INDEXING
from muster.db import session

# How many companies the first tiers hold. The first answers most questions about common
# things, so it is as small as a few thousand; each further one is some times larger.
FIRST_TIER, FIRST_TWO_TIERS = 3_000, 18_000
_LEAST_STEP = 0.02

_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('matching count', 0))")

_PATIENCE = text("SELECT set_config('statement_timeout', '300s', true)")

# A moment of grace: a transaction may commit after a count that began after it did.
_CHANGED = text("""
SELECT NOT EXISTS (
    SELECT FROM matching_counts c
    WHERE c.companies = (SELECT count(*) FROM matching_companies) AND NOT EXISTS (
        SELECT FROM matching_companies m WHERE m.indexed_at > c.counted_at - interval '2 minutes'))
""")

_TERMS = text("""
UPDATE matching_terms t SET companies = coalesce(s.ndoc, 0)
FROM matching_terms known
LEFT JOIN ts_stat('SELECT terms FROM matching_companies') s ON s.word = known.lexeme
WHERE t.text = known.text AND t.kind = known.kind AND t.companies <> coalesce(s.ndoc, 0)
""")

_NOBODY_INDEXES = text("SELECT pg_try_advisory_xact_lock(:indexing)")

_FORGOTTEN = text("SELECT EXISTS (SELECT FROM matching_terms WHERE companies = 0)")

_FORGET = text("""
DELETE FROM matching_terms t USING matching_terms known
LEFT JOIN ts_stat('SELECT terms FROM matching_companies') s ON s.word = known.lexeme
WHERE t.text = known.text AND t.kind = known.kind AND known.companies = 0 AND s.word IS NULL
""")

_COMPANIES = text("""
WITH fresh AS (
    SELECT m.tenant_id, coalesce(x.companies, 0) AS mentions,
        matching_prior(coalesce(x.companies, 0), m.fact_count) AS prior,
        CASE WHEN m.price IS NOT NULL THEN percent_rank() OVER (
            PARTITION BY m.category, m.price IS NULL ORDER BY m.price) END AS price_rank
    FROM matching_companies m LEFT JOIN matching_terms x ON x.text = m.name_key AND x.kind = 'x'
), placed AS (
    SELECT f.*, CASE WHEN place <= :first THEN 0 WHEN place <= :second THEN 1 ELSE 2 END AS tier
    FROM (SELECT f.*, row_number() OVER (ORDER BY prior DESC, tenant_id) AS place FROM fresh f) f
), changed AS (
    SELECT p.* FROM placed p JOIN matching_companies m USING (tenant_id)
    WHERE m.tier <> p.tier OR m.mentions <> p.mentions OR abs(m.prior - p.prior) > 0.0001
        OR (m.price_rank IS NULL) <> (p.price_rank IS NULL)
        OR abs(m.price_rank - p.price_rank) > :least
    ORDER BY m.tenant_id FOR UPDATE OF m
)
UPDATE matching_companies m
SET tier = c.tier, prior = c.prior, mentions = c.mentions, price_rank = c.price_rank
FROM changed c WHERE m.tenant_id = c.tenant_id
""")

# An empty tier is never read: whoever enters goes to one that is not, or to the first.
_COUNTS = text("""
INSERT INTO matching_counts (id, companies, tops, floors, counted_at)
SELECT 1, count(*),
    ARRAY[coalesce(max(prior) FILTER (WHERE tier = 0), 100),
          coalesce(max(prior) FILTER (WHERE tier = 1), '-Infinity'),
          coalesce(max(prior) FILTER (WHERE tier = 2), '-Infinity')],
    ARRAY[CASE WHEN count(*) > :first THEN min(prior) FILTER (WHERE tier = 0) ELSE 0 END,
          CASE WHEN count(*) > :second THEN min(prior) FILTER (WHERE tier <= 1) ELSE 0 END],
    now()
FROM matching_companies
ON CONFLICT (id) DO UPDATE SET companies = excluded.companies, tops = excluded.tops,
    floors = excluded.floors, counted_at = excluded.counted_at
""")


def count_anew() -> bool:
    """Count every term and company again if the index has changed since the last count.

    The unit of work must act for the operator's staff. Gives whether it counted. Searches and
    indexing go on meanwhile; what is counted at the same moment elsewhere is not counted here.
    """
    if not session.scalar(_TURN) or not session.scalar(_CHANGED):
        return False
    tiers = {"first": FIRST_TIER, "second": FIRST_TWO_TIERS}
    session.execute(_PATIENCE)
    session.execute(_TERMS)
    session.execute(_COMPANIES, {**tiers, "least": _LEAST_STEP})
    session.execute(_COUNTS, tiers)
    if session.scalar(_FORGOTTEN) and session.scalar(_NOBODY_INDEXES, {"indexing": INDEXING}):
        session.execute(_FORGET)
    return True
