"""Skills by name, in the reader's language, with the level where one is asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask_babel import force_locale

from muster.workforce.skill_names import named


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en", "Sales, Sales (level 3), other"), ("zh", "销售、销售（3 级）、other")],
)
def test_codes_are_called_by_their_names(
    as_tenant: Callable[[str], AbstractContextManager[None]], locale: str, said: str
) -> None:
    with as_tenant("hualan"), force_locale(locale):
        assert named(["sales", "sales:3", "other"]) == said
