"""Keeping the public index: a company enters it, changes in it, leaves it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import delete, text

from marketplace.matching.documents import CompanyDocument
from marketplace.matching.facts import count_of, facts_of, lowest_price
from marketplace.matching.models import IndexedCompany
from marketplace.matching.terms import EVERY, Term, terms_of_company
from marketplace.matching.text import key
from muster.db import session

# Shared by whoever indexes; alone, whoever forgets terms that no company has any more.
INDEXING = 4_915_308_112_277_004_511

_BATCH = 200
_MOST_FACTS_COUNTED = 200

# Kinds come before others of equal text, texts in one order for all: two who index at once
# wait for each other and never in a circle.
_NEW_TERMS = text("""
INSERT INTO matching_terms (text, kind, lexeme, companies)
SELECT n.text, n.kind, n.lexeme, n.companies
FROM unnest(CAST(:texts AS text[]), CAST(:kinds AS text[]), CAST(:lexemes AS text[]),
            CAST(:companies AS integer[])) AS n (text, kind, lexeme, companies)
WHERE NOT EXISTS (SELECT FROM matching_terms t WHERE t.text = n.text AND t.kind = n.kind)
ORDER BY n.text COLLATE "C", n.kind COLLATE "C"
ON CONFLICT DO NOTHING
""")

_COMPANIES = text("""
INSERT INTO matching_companies AS known (tenant_id, name_key, category, tier, prior, mentions,
    fact_count, rating, price, price_rank, terms, facts, indexed_at)
SELECT tenant_id, name_key, category,
    CASE WHEN prior >= coalesce(floors[1], 0) THEN 0
         WHEN prior >= coalesce(floors[2], 0) THEN 1 ELSE 2 END,
    prior, mentions, fact_count, rating, price, NULL, terms, facts, now()
FROM (
    SELECT n.tenant_id, n.name_key, n.category, n.fact_count, n.rating, n.price,
        CAST(n.terms AS tsvector) AS terms, CAST(n.facts AS jsonb) AS facts,
        coalesce(x.companies, 0) AS mentions,
        matching_prior(coalesce(x.companies, 0), n.fact_count) AS prior,
        (SELECT c.floors FROM matching_counts c) AS floors
    FROM unnest(CAST(:tenant_ids AS uuid[]), CAST(:names AS text[]), CAST(:categories AS text[]),
                CAST(:fact_counts AS integer[]), CAST(:ratings AS real[]),
                CAST(:prices AS float[]), CAST(:terms AS text[]), CAST(:facts AS text[]))
         AS n (tenant_id, name_key, category, fact_count, rating, price, terms, facts)
    LEFT JOIN matching_terms x ON x.text = n.name_key AND x.kind = 'x'
) AS fresh
ORDER BY tenant_id
ON CONFLICT (tenant_id) DO UPDATE SET
    name_key = excluded.name_key, category = excluded.category, tier = excluded.tier,
    prior = excluded.prior, mentions = excluded.mentions, fact_count = excluded.fact_count,
    rating = excluded.rating, price = excluded.price, price_rank = known.price_rank,
    terms = excluded.terms, facts = excluded.facts, indexed_at = excluded.indexed_at
""")


def await_turn(tenant_id: UUID) -> None:
    """Wait until nobody else is indexing this company; call it before reading its showcase.

    Whoever waited then reads what the other one has committed, so that of two changes made at
    once the later index row holds both. Holds until the unit of work ends.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('matching ' || :id, 0))"),
        {"id": str(tenant_id)},
    )


def index_company(document: CompanyDocument) -> None:
    """Put a published company into the index, or bring its row up to date.

    The unit of work must act for the company or for the operator's staff. Found by searches
    that begin after the commit.
    """
    index_companies([document])


def index_companies(documents: Sequence[CompanyDocument]) -> None:
    """The same for many at once; each company at most once among them."""
    session.execute(text("SELECT pg_advisory_xact_lock_shared(:id)"), {"id": INDEXING})
    waiting = iter(documents)
    while batch := list(islice(waiting, _BATCH)):
        _write(batch)


def remove_company(tenant_id: UUID) -> None:
    """Take a company out of the index. Does nothing if it is not in it."""
    session.execute(delete(IndexedCompany).where(IndexedCompany.tenant_id == tenant_id))


def _write(documents: Sequence[CompanyDocument]) -> None:
    terms = [terms_of_company(document) for document in documents]
    counted = Counter(term for several in terms for term in several)
    lexemes = {term: term.lexeme for term in counted}
    _write_terms(counted, lexemes)
    facts = [facts_of(document) for document in documents]
    session.execute(
        _COMPANIES,
        {
            "tenant_ids": [document.tenant_id for document in documents],
            "names": [key(document.name) for document in documents],
            "categories": [key(next(iter(d.categories), "")) for d in documents],
            "fact_counts": [min(count_of(one), _MOST_FACTS_COUNTED) for one in facts],
            "ratings": [document.rating for document in documents],
            "prices": [lowest_price(document) for document in documents],
            "terms": [" ".join((EVERY, *(lexemes[term] for term in several))) for several in terms],
            "facts": [json.dumps(one, ensure_ascii=False) for one in facts],
        },
    )


def _write_terms(counted: Counter[Term], lexemes: dict[Term, str]) -> None:
    session.execute(
        _NEW_TERMS,
        {
            "texts": [term.text for term in counted],
            "kinds": [term.kind for term in counted],
            "lexemes": [lexemes[term] for term in counted],
            "companies": list(counted.values()),
        },
    )


__all__ = ["await_turn", "index_companies", "index_company", "remove_company"]
