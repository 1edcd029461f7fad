"""Service level in the five variants that the field uses, by name.

Sources: ICMI, QueueTips (July and August 2002); Call Centre Helper, "How to Calculate Service
Level"; Genesys, ServiceFactor. They differ only in what becomes of contacts that were given up.
"""

from __future__ import annotations

from enum import StrEnum


class Variant(StrEnum):
    """Which share is called the service level; F3 is the house's default."""

    F1 = "F1"  # (answered ≤ T + abandoned ≤ T) ÷ (answered + abandoned)
    F2 = "F2"  # answered ≤ T ÷ answered
    F3 = "F3"  # answered ≤ T ÷ (answered + abandoned)
    F4 = "F4"  # answered ≤ T ÷ (answered + abandoned > T)
    F5 = "F5"  # (answered ≤ T + abandoned ≤ short) ÷ (answered + abandoned)


DEFAULT = Variant.F3
SHORT_SECONDS = 5.0  # what counts as hanging up at once, in F5


def measured(
    variant: Variant,
    *,
    answered: float,
    answered_within: float,
    abandoned_within: float,
    abandoned_after: float,
    abandoned_within_short: float = 0,
) -> float | None:
    """The service level of what happened, from counts; None where nothing counts.

    `within` and `after` are of the target T (in F4 some count abandonment from a shorter time:
    hand in the counts of that one).
    """
    abandoned = abandoned_within + abandoned_after
    parts = {
        Variant.F1: (answered_within + abandoned_within, answered + abandoned),
        Variant.F2: (answered_within, answered),
        Variant.F3: (answered_within, answered + abandoned),
        Variant.F4: (answered_within, answered + abandoned_after),
        Variant.F5: (answered_within + abandoned_within_short, answered + abandoned),
    }
    met, counted = parts[variant]
    return met / counted if counted else None
