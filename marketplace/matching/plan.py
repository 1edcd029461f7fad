"""How a question is looked up: few rows that cannot be missed first, then the best of many.

The index is read in steps, the most promising first, and the database stops as soon as no
later step can hold anything better. A step is a set of criteria that its companies all meet.
Criteria that few companies meet are looked up together and scored one by one; the others are
combined, all of them, then all but the lightest, and so on, and of each combination only the
foremost are read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from marketplace.matching.terms import Kind, Term
from marketplace.matching.understanding import Criterion, Understanding

MOST_RARE = 300
MOST_COMBINED = 5
LIGHTEST_WORD, LIGHTEST_CATEGORY = 0.4, 1.0

Group = list[Criterion]  # a company meets it by meeting any of them


@dataclass(frozen=True, slots=True)
class Filter:
    """What a company must have to be found at all; the look-up form of each, or none."""

    region: str | None = None
    category: str | None = None
    language: str | None = None

    def lexemes(self) -> list[str]:
        wanted = (
            (Kind.REGION, self.region),
            (Kind.CATEGORY, self.category),
            (Kind.LANGUAGE, self.language),
        )
        return [f"'{Term(kind, text).lexeme}'" for kind, text in wanted if text]


@dataclass(frozen=True, slots=True)
class Plan:
    """Arguments of the database's search: queries in tsquery's notation.

    queries, weights: the criteria, for scoring. rare: any of the rare ones, or none.
    steps, bounds: combinations of the others and what a company that meets no more scores.
    """

    queries: list[str]
    weights: list[float]
    rare: str | None
    steps: list[str]
    bounds: list[float]


def plan(understood: Understanding, wanted: Filter) -> Plan:
    """The look-ups for an understood question; no steps at all if it asks for nothing."""
    required = wanted.lexemes()
    criteria = understood.criteria
    strong = list(filter(_is_worth_a_look_up, criteria)) or list(criteria)
    rare = _rare(strong)
    combined = _combinations(_common([one for one in strong if one not in rare]))
    steps = [_all([*map(_any_of, several), *required]) for several in combined]
    bounds = [sum(map(_heaviest, several)) for several in combined]
    if required:
        steps.append(_all(required))
        bounds.append(0.0)
    return Plan(
        [_any(one) for one in criteria],
        [one.weight for one in criteria],
        _all([_any(*rare), *required]) if rare else None,
        steps,
        bounds,
    )


def _is_worth_a_look_up(criterion: Criterion) -> bool:
    """Whether companies are found by it; the others reorder those that are found.

    Not by a kind that was only said aside: none is of two kinds, so nothing would have both.
    """
    lightest = {
        Kind.WORD: LIGHTEST_WORD,
        Kind.TITLE: LIGHTEST_WORD,
        Kind.CATEGORY: LIGHTEST_CATEGORY,
        Kind.ATTRIBUTE: math.inf,
    }
    return criterion.weight >= lightest.get(criterion.kind, 0.0)


def _rare(criteria: Sequence[Criterion]) -> list[Criterion]:
    rare: list[Criterion] = []
    room = MOST_RARE
    for one in sorted(criteria, key=lambda one: one.companies):
        if one.companies <= room:
            rare.append(one)
            room -= one.companies
    return rare


def _common(criteria: Sequence[Criterion]) -> list[Group]:
    """What is worth combining: the heaviest.

    Kinds of company are one group: none is of two kinds at once, and who asks for two kinds
    takes either.
    """
    kinds = [one for one in criteria if one.kind == Kind.CATEGORY]
    others = [[one] for one in criteria if one.kind != Kind.CATEGORY]
    groups = [kinds, *others] if kinds else others
    return sorted(groups, key=_heaviest, reverse=True)[:MOST_COMBINED]


def _combinations(groups: Sequence[Group]) -> list[tuple[Group, ...]]:
    several = [
        chosen for size in range(1, len(groups) + 1) for chosen in combinations(groups, size)
    ]
    return sorted(several, key=lambda chosen: -sum(map(_heaviest, chosen)))


def _heaviest(group: Group) -> float:
    return max(one.weight for one in group)


def _any_of(group: Group) -> str:
    return _any(*group)


def _any(*criteria: Criterion) -> str:
    return "(" + "|".join(f"'{term.lexeme}'" for one in criteria for term in one.terms) + ")"


def _all(queries: Sequence[str]) -> str:
    return "&".join(queries)
