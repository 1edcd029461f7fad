"""What a question asks for: criteria with weights, from the words that companies published.

Nothing here knows any trade. Names of companies and attributes, values, categories and
regions are recognised because companies have published them; numbers by their units and by
generic words of comparison.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from marketplace.matching import lexicon
from marketplace.matching.buckets import terms_in
from marketplace.matching.hours import asked_hours
from marketplace.matching.lexicon import MONEY, RATING
from marketplace.matching.quantities import Asked, Quantity, published
from marketplace.matching.reading import Reading, range_keys
from marketplace.matching.terms import Kind, Term
from marketplace.matching.text import Span

NAME_WEIGHT = 10.0
CATEGORY_WEIGHT = 3.0
RANGE_WEIGHTS = {MONEY: 2.0}
RANGE_WEIGHT = 1.5
HOURS_WEIGHT = 1.0
LANGUAGE_WEIGHT = 2.0
ASIDE_WEIGHT = 0.3
PREFERENCE_WEIGHT = 1.0
WORD_SHARE, TITLE_SHARE, ATTRIBUTE_SHARE = 0.15, 0.10, 0.15
WHOLE_WORD, BESIDE_STRONG = 2.0, 0.2
MOST_CRITERIA = 12
MOST_WORDS = 12
PUBLISHED = frozenset(
    (Kind.NAME, Kind.CATEGORY, Kind.REGION, Kind.VALUE, Kind.MENTION, Kind.ATTRIBUTE)
)
_NEAR, _BEFORE_NEAR, _ASIDE = 4, 12, 8


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing asked for. A company meets it by carrying any of `terms`.

    asked: the words of the question that say so. companies: about how many meet it.
    whole: not only a pair of characters of which each belongs to another word.
    """

    kind: str
    text: str
    asked: str
    weight: float
    terms: tuple[Term, ...]
    companies: int
    quantity: Quantity | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question in the index's terms: criteria, heaviest first, and what is preferred.

    cheap: above 0 if cheaper is better, below 0 if dearer is. rated: above 0 if the better
    rated is better. Both in units of weight.
    """

    criteria: tuple[Criterion, ...]
    cheap: float = 0.0
    rated: float = 0.0


@dataclass
class _Finder:
    reading: Reading
    counts: Mapping[Term, int]
    companies: int
    criteria: dict[tuple[str, str], Criterion] = field(default_factory=dict)
    taken: list[tuple[Span, str, tuple[str, ...]]] = field(default_factory=list)
    numbers: list[Span] = field(default_factory=list)

    def find(self) -> Understanding:
        self.taken = list(self._longest_matches())
        quantities = [one for one in self.reading.quantities if not self._is_inside(one)]
        for span, text, kinds in self.taken:
            if not any(_contradicts(one, span, text) for one in quantities):
                self._add_published(span, text, kinds)
        self.numbers = [(one.start, one.end) for one in quantities]
        for one in quantities:
            self._add_range(one.quantity, self.reading.text[one.start : one.end], one)
        self._add_free()
        self._add_hours()
        self._add_languages()
        strong = _heaviest(self.criteria.values(), MOST_CRITERIA)
        words = _heaviest(self._words(share=BESIDE_STRONG if strong else 1.0), MOST_WORDS)
        return Understanding(tuple(_heaviest([*strong, *words])), *self._preferences())

    def _longest_matches(self) -> Iterator[tuple[Span, str, tuple[str, ...]]]:
        """Published texts in the question, the longer ones first, none over another."""
        known: dict[str, list[str]] = {text: [] for text in lexicon.CHATTER}
        for term in self.counts:
            if term.kind in PUBLISHED and not _is_chatter(term.text):
                known.setdefault(term.text, []).append(term.kind)
        surfaces = self.reading.surfaces
        found = [
            (span, text, tuple(kinds))
            for text, kinds in known.items()
            if not _is_bare(text)
            for span in surfaces.get(text, ())
        ]
        free = [True] * len(self.reading.text)
        for span, text, kinds in sorted(found, key=lambda one: (one[0][0] - one[0][1], one[0][0])):
            if all(free[span[0] : span[1]]):
                free[span[0] : span[1]] = [False] * (span[1] - span[0])
                yield span, text, kinds

    def _is_inside(self, one: Asked) -> bool:
        """Whether the number is only part of something published, as in '24小时热水'."""
        return any(
            kinds and start <= one.number[0] and one.number[1] <= end and text != one.text
            for (start, end), text, kinds in self.taken
        )

    def _add_published(self, span: Span, text: str, kinds: tuple[str, ...]) -> None:
        near = self._is_near(span)
        for kind in kinds:
            term = Term(kind, text)
            weight = self._weight(term, kinds, near=near, aside=self._is_second_thought(span))
            self._add(Criterion(kind, text, self._said(span), weight, (term,), self.counts[term]))

    def _is_second_thought(self, span: Span) -> bool:
        """Whether a kind of company is asked about beside another: '…, and hotels nearby?'"""
        before = self.reading.text[max(0, span[0] - _ASIDE) : span[0]]
        return lexicon.AROUND.search(before) is not None and any(
            Kind.CATEGORY in kinds and start < span[0] for (start, _), _, kinds in self.taken
        )

    def _weight(self, term: Term, kinds: tuple[str, ...], *, near: bool, aside: bool) -> float:
        rare = self._rarity(self.counts[term])
        if term.kind == Kind.NAME:
            common = self.counts.get(Term(Kind.VALUE, term.text), 0)
            return ASIDE_WEIGHT if near or common > 4 * self.counts[term] else NAME_WEIGHT
        if term.kind == Kind.CATEGORY:
            return CATEGORY_WEIGHT * (ASIDE_WEIGHT if aside else 1.0)
        if term.kind == Kind.ATTRIBUTE:
            return ATTRIBUTE_SHARE * rare
        if term.kind == Kind.MENTION and Kind.NAME in kinds and not near:
            return ASIDE_WEIGHT
        if published("", term.text):
            return ASIDE_WEIGHT  # the number counts as a number; its very words only a little
        return 1.0 + 0.5 * rare

    def _add_range(self, quantity: Quantity, said: str, one: Asked | None = None) -> None:
        terms, count = self._range_terms(quantity, one)
        if terms:
            weight = RANGE_WEIGHTS.get(quantity.measure, RANGE_WEIGHT)
            text = f"{quantity.measure}:{quantity.low:g}-{quantity.high:g}"
            self._add(
                Criterion(Kind.MEASURE, text, said.strip(), weight, tuple(terms), count, quantity)
            )

    def _range_terms(self, quantity: Quantity, one: Asked | None) -> tuple[list[Term], int]:
        name = (
            self._attribute_before(one) if one and quantity.measure not in (MONEY, RATING) else ""
        )
        if name:
            ends = sorted(terms_in(quantity.low, quantity.high))
            return (
                [Term(Kind.MEASURE, f"@{name}:{end}") for end in ends],
                self.counts[Term(Kind.ATTRIBUTE, name)],
            )
        ends = sorted(terms_in(quantity.low, quantity.high))
        keyed = (Term(Kind.MEASURE, f"{key}:{e}") for key in range_keys(quantity) for e in ends)
        terms = [term for term in keyed if term in self.counts]
        return terms, sum(self.counts[term] for term in terms)

    def _attribute_before(self, one: Asked) -> str:
        """The attribute that is named right before a number, if any company has it."""
        for (_, end), text, kinds in self.taken:
            if Kind.ATTRIBUTE in kinds and 0 <= one.number[0] - end <= _NEAR:
                return text
        return ""

    def _add_free(self) -> None:
        for found in lexicon.FREE.finditer(self.reading.text):
            if not self._covered(found.span()):
                self._add_range(Quantity(MONEY, 0.0, 0.0), found.group())

    def _add_hours(self) -> None:
        for text, start, end in asked_hours(self.reading.text):
            term, said = Term(Kind.HOURS, text), self._said((start, end))
            self._add(Criterion(Kind.HOURS, text, said, HOURS_WEIGHT, (term,), self.companies))

    def _add_languages(self) -> None:
        for name, code in lexicon.LANGUAGES.items():
            at = self.reading.text.find(name)
            if at >= 0 and not self._covered((at, at + len(name))):
                terms = (Term(Kind.LANGUAGE, code),)
                self._add(
                    Criterion(Kind.LANGUAGE, code, name, LANGUAGE_WEIGHT, terms, self.companies)
                )

    def _add(self, criterion: Criterion) -> None:
        known = self.criteria.get((criterion.kind, criterion.text))
        if known is None or known.weight < criterion.weight:
            self.criteria[criterion.kind, criterion.text] = criterion

    def _words(self, *, share: float) -> Iterator[Criterion]:
        for word, spans in self.reading.words.items():
            if all(self._covered(span, chatter=True) or self._in_number(span) for span in spans):
                continue
            for kind, of_rarity in ((Kind.WORD, WORD_SHARE), (Kind.TITLE, TITLE_SHARE)):
                term = Term(kind, word)
                count = self.counts.get(term, 0)
                if count:
                    # A whole word is meant; a pair of characters may be half of two words.
                    certain = WHOLE_WORD if len(word) > 2 else share
                    weight = certain * of_rarity * self._rarity(count)
                    said = next((span for span in spans if self._is_whole(span)), spans[0])
                    whole = self._is_whole(said)
                    yield Criterion(
                        kind, word, self._said(said), weight, (term,), count, whole=whole
                    )

    def _preferences(self) -> tuple[float, float]:
        def said(pattern: re.Pattern[str]) -> bool:
            found = pattern.search(self.reading.text)
            return found is not None and not self._covered(found.span())

        cheap = said(lexicon.CHEAP) - said(lexicon.DEAR)
        return PREFERENCE_WEIGHT * cheap, PREFERENCE_WEIGHT * said(lexicon.WELL_RATED)

    def _covered(self, span: Span, *, chatter: bool = False) -> bool:
        return any(
            (kinds or chatter) and taken[0] <= span[0] and span[1] <= taken[1]
            for taken, _, kinds in self.taken
        )

    def _is_whole(self, span: Span) -> bool:
        return span[0] in self.reading.bounds and span[1] in self.reading.bounds

    def _in_number(self, span: Span) -> bool:
        return any(start < span[1] and span[0] < end for start, end in self.numbers)

    def _is_near(self, span: Span) -> bool:
        before = self.reading.text[max(0, span[0] - _BEFORE_NEAR) : span[0]]
        return bool(
            lexicon.NEAR_AFTER.match(self.reading.text, span[1])
            or lexicon.NEAR_BEFORE.search(before)
        )

    def _said(self, span: Span) -> str:
        return self.reading.text[span[0] : span[1]]

    def _rarity(self, count: int) -> float:
        return max(0.0, math.log((self.companies + 1) / (count + 0.5)))


def understand(reading: Reading, counts: Mapping[Term, int], companies: int) -> Understanding:
    """The criteria of a question.

    counts: of how many companies each term is, for the look-ups of `reading`; a term that is
    missing is of none. companies: how many there are.
    """
    return _Finder(reading, counts, max(companies, *counts.values(), 1)).find()


def _heaviest(criteria: Iterable[Criterion], most: int | None = None) -> list[Criterion]:
    return sorted(criteria, key=lambda one: (-one.weight, one.kind, one.text))[:most]


def _contradicts(one: Asked, span: Span, text: str) -> bool:
    """Whether a published text lies in an asked quantity and says something else."""
    if not (one.start <= span[0] and span[1] <= one.end):
        return False
    said = published("", text)
    return said is None or (said.low, said.high) != (one.quantity.low, one.quantity.high)


def _is_chatter(text: str) -> bool:
    return all(word in lexicon.CHATTER for word in text.split())


def _is_bare(text: str) -> bool:
    return len(text) < 2 or not any(character.isalpha() for character in text)
