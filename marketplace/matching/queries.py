"""Which companies fit a question best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from marketplace.matching.plan import Filter, plan
from marketplace.matching.reading import Reading
from marketplace.matching.reasons import Reason, asked_facts, reasons
from marketplace.matching.terms import Term
from marketplace.matching.text import key
from marketplace.matching.understanding import Understanding, understand
from muster.db import Acting
from muster.db.exchange import Row
from muster.db.single_trip import single_trip

MOST_MATCHES = 1_000
MARKET = Acting(market=True)
_TOTAL = "#"

_COUNTS = """
SELECT kind, text, companies FROM matching_terms
WHERE text = ANY (string_to_array(%(texts)s, chr(10)))
UNION ALL SELECT %(total)s, '', companies FROM matching_counts
"""

_SEARCH = """
SELECT tenant_id, score, met, mentions, facts
FROM matching_search(
    CAST(%(queries)s AS tsquery[]), CAST(%(weights)s AS real[]), CAST(%(rare)s AS tsquery),
    CAST(%(steps)s AS tsquery[]), CAST(%(bounds)s AS real[]), CAST(%(cheap)s AS real),
    CAST(%(rated)s AS real), %(wanted)s, CAST(%(excluded)s AS uuid[]),
    CAST(%(told)s AS text[]))
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A company that fits, and why. score: higher fits better; of one question only."""

    tenant_id: UUID
    score: float
    reasons: Sequence[Reason]


def search(
    question: str,
    *,
    region: str | None = None,
    category: str | None = None,
    language: str | None = None,
    limit: int = 20,
    exclude: Iterable[UUID] = (),
) -> list[Match]:
    """The published companies that fit a question best, the best first.

    question: as it was typed; what is beyond 2,000 characters is not read. region, category,
    language: what a company must have, as companies have written it. exclude: companies that
    are not to be found. limit: at most this many, up to MOST_MATCHES.

    It knows nothing of who is at work right now: whoever invites asks for some more than are
    needed and ranks anew by opening hours and by who is available.

    Two round trips, each a transaction of its own: it sees what is committed, and everybody sees
    the same. Gives an empty list if nothing is asked for.
    """
    reading = Reading(question)
    wanted = Filter(*(key(text) if text else None for text in (region, category, language)))
    counts, companies = _counts(reading)
    understood = understand(reading, counts, companies)
    return _find(understood, wanted, min(max(limit, 0), MOST_MATCHES), list(exclude))


def _counts(reading: Reading) -> tuple[dict[Term, int], int]:
    values = {"texts": "\n".join(reading.lookups()), "total": _TOTAL}
    rows = [tuple(row.values()) for row in single_trip(MARKET, _COUNTS, values)]
    counts = {Term(kind, text): count for kind, text, count in rows if kind != _TOTAL}
    return counts, sum(count for kind, _, count in rows if kind == _TOTAL)


def _find(
    understood: Understanding, wanted: Filter, limit: int, excluded: list[UUID]
) -> list[Match]:
    looked_up = plan(understood, wanted)
    if limit == 0 or not (looked_up.rare or looked_up.steps):
        return []
    rows = single_trip(
        MARKET,
        _SEARCH,
        {
            "queries": looked_up.queries,
            "weights": looked_up.weights,
            "rare": looked_up.rare,
            "steps": looked_up.steps,
            "bounds": looked_up.bounds,
            "cheap": understood.cheap,
            "rated": understood.rated,
            "wanted": limit,
            "excluded": excluded,
            "told": asked_facts(understood.criteria),
        },
    )
    return _matches(understood, rows)


def _matches(understood: Understanding, rows: Iterable[Row]) -> list[Match]:
    """The companies as found; those of which the same is to be told share one list of reasons."""
    told: dict[str, list[Reason]] = {}
    found = []
    for row in rows:
        tenant_id, score, *facts = row.values()
        key = repr(facts)
        if key not in told:
            told[key] = reasons(
                understood.criteria, row["met"], row["facts"] or {}, row["mentions"]
            )
        found.append(Match(tenant_id, score, told[key]))
    return found
