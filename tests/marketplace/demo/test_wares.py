"""What the demo's companies sell has a picture of its kind, in the company's colour."""

from __future__ import annotations

import pytest

from marketplace.demo.script import companies
from marketplace.demo.wares import WARES, ware
from muster.media.images import clean

TEAL, RUST = "#0f766e", "#c2410c"


def test_every_product_of_the_demo_names_a_kind_that_can_be_drawn_and_no_kind_is_left_over() -> (
    None
):
    wanted = {product["picture"] for entry in companies() for product in entry["product"]}
    assert wanted == set(WARES)


@pytest.mark.parametrize("kind", WARES)
def test_a_kind_is_drawn_as_a_picture_that_an_upload_may_be(kind: str) -> None:
    made = clean(ware(kind, TEAL))
    assert (made.width, made.height) == (640, 480)


def test_kinds_and_colours_are_told_apart() -> None:
    drawn = [ware(kind, TEAL) for kind in WARES]
    assert len(set(drawn)) == len(WARES)
    assert ware("washer", TEAL) != ware("washer", RUST)
    assert ware("washer", TEAL) == ware("washer", TEAL)
