"""A question as it can be read before anything is known of any company."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from marketplace.matching import lexicon
from marketplace.matching.buckets import terms_in
from marketplace.matching.lexicon import MONEY
from marketplace.matching.quantities import Asked, Quantity, asked
from marketplace.matching.text import (
    LONGEST_QUESTION,
    Span,
    normalise,
    surfaces,
    word_bounds,
    words,
)


@dataclass(frozen=True)
class Reading:
    """A question as it can be read without knowing any company."""

    question: str

    @cached_property
    def text(self) -> str:
        return normalise(self.question[:LONGEST_QUESTION])[:LONGEST_QUESTION]

    @cached_property
    def surfaces(self) -> dict[str, list[Span]]:
        return surfaces(self.text)

    @cached_property
    def words(self) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for word, span in words(self.text):
            if not (word in lexicon.CHATTER or lexicon.FUNCTION_CHARACTERS.search(word)):
                found.setdefault(word, []).append(span)
        return found

    @cached_property
    def bounds(self) -> frozenset[int]:
        """Where words begin and end, as the dictionary has them."""
        return frozenset(word_bounds(self.text))

    @cached_property
    def quantities(self) -> list[Asked]:
        return list(asked(self.text))

    @cached_property
    def ranges(self) -> dict[str, set[str]]:
        """Index texts of the asked quantities, by the key that they are indexed under."""
        found: dict[str, set[str]] = {}
        for one in [*(one.quantity for one in self.quantities), Quantity(MONEY, 0, 0)]:
            for key in range_keys(one):
                found.setdefault(key, set()).update(terms_in(one.low, one.high))
        return found

    def lookups(self) -> set[str]:
        """The texts whose counts `understand` needs to know."""
        ranges = (f"{key}:{end}" for key, ends in self.ranges.items() for end in ends)
        return {*self.surfaces, *self.words, *ranges}


def range_keys(quantity: Quantity) -> tuple[str, ...]:
    """The keys under which companies publish numbers that an asked quantity can mean."""
    if quantity.measure == MONEY and quantity.currency:
        return (f"{MONEY} {quantity.currency}", f"{MONEY} ")
    return (quantity.measure,)
