"""Which tip fits a contact best."""

from __future__ import annotations

from uuid import UUID

import pytest

from muster.closing.models import ClosingTip
from muster.closing.tips import best_of
from muster.db import uuid7

REFUNDED, LOST = uuid7(), uuid7()


def tip(
    body: str, *words: str, disposition: UUID | None = None, lang: str | None = None
) -> ClosingTip:
    return ClosingTip(
        id=uuid7(), body=body, words=list(words), disposition_id=disposition, language=lang
    )


ALL = (
    tip("any"),
    tip("leaks", "leak", "drip"),
    tip("refunds", disposition=REFUNDED),
    tip("refunds of leaks", "leak", disposition=REFUNDED),
    tip("chinese", lang="zh"),
)


@pytest.mark.parametrize(
    ("disposition", "language", "said", "best"),
    [
        (None, "en", "hello", "any"),
        (LOST, "en", "it LEAKS".lower(), "leaks"),
        (REFUNDED, "en", "hello", "refunds"),
        (REFUNDED, "en", "a leak", "refunds of leaks"),
        (None, "zh", "你好", "chinese"),
    ],
)
def test_the_closest_wins(disposition: UUID | None, language: str, said: str, best: str) -> None:
    found = best_of(ALL, disposition, language, said)
    assert found is not None
    assert found.body == best


def test_more_words_win() -> None:
    one, two = tip("one", "leak"), tip("two", "leak", "drip")
    found = best_of([one, two], None, "en", "leak and drip")
    assert found is two


def test_nothing_fits() -> None:
    assert best_of([tip("leaks", "leak"), tip("zh", lang="zh")], None, "en", "hello") is None
