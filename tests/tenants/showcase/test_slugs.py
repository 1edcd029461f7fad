"""Addresses of products."""

from __future__ import annotations

from uuid import UUID

import pytest

from tenants.showcase.slugs import LONGEST, apart, short, slug_of

ID = UUID("0197a5b2-7c1e-7a4b-9d3f-5e6a7b8c9d0e")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("iPhone 15 手机壳", "iphone-15"),
        ("Café crème", "cafe-creme"),
        ("  A / B — C ", "a-b-c"),
        ("变频空调", f"p-{short(ID)}"),
        ("<script>", "script"),
        ("🙂", f"p-{short(ID)}"),
    ],
)
def test_the_latin_letters_of_a_name_or_else_the_id(name: str, slug: str) -> None:
    assert slug_of(name, ID) == slug


def test_long_names_are_cut() -> None:
    assert len(slug_of("word " * 50, ID)) <= LONGEST
    assert len(apart(slug_of("word " * 50, ID), ID)) <= LONGEST


def test_a_taken_address_is_told_apart_by_the_id() -> None:
    assert apart("fridge", ID) == f"fridge-{short(ID)}"
    assert len(short(ID)) == 8
