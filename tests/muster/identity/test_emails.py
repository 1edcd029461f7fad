"""E-mail addresses."""

from __future__ import annotations

import pytest

from muster.errors import Invalid
from muster.identity import emails


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Olga@Example.COM ", "olga@example.com"),
        ("王@例子.公司", "王@例子.公司"),
        ("a+b@c.example", "a+b@c.example"),
    ],
)
def test_an_address_is_kept_in_one_spelling(written: str, kept: str) -> None:
    assert emails.normalise(written) == kept


@pytest.mark.parametrize(
    "wrong", ["", "olga", "olga@", "@x.example", "a b@x.example", "a@b@c.example", "x\n@y.example"]
)
def test_others_are_refused(wrong: str) -> None:
    with pytest.raises(Invalid):
        emails.normalise(wrong)
