"""Look-ups: the rare together, the common in combinations, the most promising first."""

from __future__ import annotations

from marketplace.matching.plan import MOST_COMBINED, MOST_RARE, Filter, plan
from marketplace.matching.terms import Kind, Term
from marketplace.matching.understanding import Criterion, Understanding


def criterion(text: str, weight: float, companies: int, kind: str = Kind.VALUE) -> Criterion:
    return Criterion(kind, text, text, weight, (Term(kind, text),), companies)


def lexeme(text: str, kind: str = Kind.VALUE) -> str:
    return Term(kind, text).lexeme


COMMON = [criterion(f"c{n}", 3.0 - n / 10, 10_000) for n in range(3)]
RARE = criterion("rare", 4.0, 7)


def test_rare_criteria_are_looked_up_together() -> None:
    found = plan(Understanding((RARE, *COMMON)), Filter())
    assert found.rare == f"('{lexeme('rare')}')"
    assert all(lexeme("rare") not in step for step in found.steps)


def test_not_more_rows_than_can_be_scored() -> None:
    many = [criterion(f"r{n}", 2, MOST_RARE // 2) for n in range(4)]
    found = plan(Understanding(tuple(many)), Filter())
    assert found.rare is not None
    assert sum(lexeme(f"r{n}") in found.rare for n in range(4)) == 2


def test_combinations_from_the_most_promising_down() -> None:
    found = plan(Understanding(tuple(COMMON)), Filter())
    assert found.bounds == sorted(found.bounds, reverse=True)
    assert all(lexeme(f"c{n}") in found.steps[0] for n in range(3))
    assert len(found.steps) == 7


def test_the_number_of_combinations_is_bounded() -> None:
    many = tuple(criterion(f"c{n}", 2.0, 10_000) for n in range(12))
    assert len(plan(Understanding(many), Filter()).steps) == 2**MOST_COMBINED - 1


def test_kinds_of_company_are_alternatives() -> None:
    kinds = tuple(criterion(text, 3.0, 10_000, Kind.CATEGORY) for text in ("一", "二"))
    found = plan(Understanding(kinds), Filter())
    (step,) = found.steps
    assert step == f"('{lexeme('一', Kind.CATEGORY)}'|'{lexeme('二', Kind.CATEGORY)}')"


def test_what_was_said_aside_is_scored_and_not_looked_up() -> None:
    aside = (
        criterion("aside", 0.9, 10_000, Kind.CATEGORY),
        criterion("named", 1.2, 10_000, Kind.ATTRIBUTE),
        criterion("half", 0.2, 10_000, Kind.WORD),
    )
    found = plan(Understanding((*COMMON, *aside)), Filter())
    assert len(found.queries) == 6
    looked_up = " ".join(found.steps)
    assert not any(lexeme(one.text, one.kind) in looked_up for one in aside)


def test_words_alone_are_looked_up() -> None:
    words = tuple(criterion(f"w{n}", 0.5, 10_000, Kind.WORD) for n in range(2))
    assert len(plan(Understanding(words), Filter()).steps) == 3


def test_a_filter_is_part_of_every_look_up_and_enough_by_itself() -> None:
    wanted = Filter(region="上海")
    must = lexeme("上海", Kind.REGION)
    found = plan(Understanding((RARE, *COMMON)), wanted)
    assert all(must in query for query in (*found.steps, found.rare or ""))
    assert plan(Understanding(()), wanted).steps == [f"'{must}'"]


def test_nothing_asked_nothing_looked_up() -> None:
    found = plan(Understanding(()), Filter())
    assert (found.rare, found.steps) == (None, [])
