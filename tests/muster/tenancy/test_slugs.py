"""Short names in addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.errors import Invalid
from muster.tenancy import slugs

IN_THE_DATABASE = re.compile(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rival Travel", "rival-travel"),
        ("Café Zürich GmbH & Co.", "cafe-zurich-gmbh-co"),
        ("  --x--y--  ", "x-y"),
    ],
)
def test_latin_names_suggest_themselves(name: str, slug: str) -> None:
    assert slugs.suggest(name) == slug


@pytest.mark.parametrize("name", ["华澜家电", "www", "12345", "A", "", "👾"])
def test_other_names_get_a_neutral_one(name: str) -> None:
    assert re.fullmatch(r"co-[a-z0-9]{10}", slugs.suggest(name))


@given(st.text(max_size=300))
def test_whatever_is_suggested_can_be_had(name: str) -> None:
    suggested = slugs.suggest(name)
    assert slugs.check(suggested) == suggested
    assert IN_THE_DATABASE.match(suggested)
    assert slugs.check(slugs.another(suggested)).startswith(suggested[:40].rstrip("-"))


@pytest.mark.parametrize(
    "slug", ["a", "x" * 64, "Hualan", "hua lan", "-hualan", "hualan-", "华澜", "portal", "../etc"]
)
def test_others_are_refused(slug: str) -> None:
    with pytest.raises(Invalid) as refused:
        slugs.check(slug)
    assert refused.value.field == "slug"


def test_a_varied_slug_stays_short_enough() -> None:
    assert len(slugs.another("x" * 63)) <= 63
