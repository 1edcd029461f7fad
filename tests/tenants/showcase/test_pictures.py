"""The pictures of a product, in their order."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from muster.db import session
from muster.errors import Invalid, NotFound
from muster.media.actions import keep
from muster.media.models import Picture
from tenants.showcase import pictures
from tenants.showcase.queries import first_pictures, pictures_of
from tests.cast import HUALAN, known_id
from tests.tenants.showcase.conftest import AsTenant, picture

OWN = known_id("product hualan")


def attach(number: int) -> list[UUID]:
    data = picture()
    kept = [keep(HUALAN.id, data, f"{each}.jpg").id for each in range(number)]
    for each in kept:
        pictures.attach_picture(OWN, each)
    return kept


def test_pictures_stand_in_the_order_in_which_they_came(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        kept = attach(3)
        assert pictures_of(OWN) == kept
        assert first_pictures([OWN]) == {OWN: kept[0]}


@pytest.mark.parametrize(
    ("which", "position", "order"), [(2, 0, "cab"), (0, 2, "bca"), (1, 99, "acb"), (0, -1, "abc")]
)
def test_a_picture_is_moved(as_tenant: AsTenant, which: int, position: int, order: str) -> None:
    with as_tenant("hualan"):
        kept = attach(3)
        pictures.move_picture(OWN, kept[which], position)
        assert pictures_of(OWN) == [kept["abc".index(letter)] for letter in order]


def test_a_picture_is_taken_away_for_good(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        first, second, third = attach(3)
        pictures.detach_picture(OWN, second)
        assert pictures_of(OWN) == [first, third]
        assert set(session.scalars(select(Picture.id))) == {first, third}


def test_there_is_a_limit(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        attach(pictures.MOST_PICTURES)
        with pytest.raises(Invalid) as refused:
            attach(1)
        assert refused.value.field == "pictures"


def test_a_picture_that_is_not_the_product_s_cannot_be_touched(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        other = keep(HUALAN.id, picture(), "other.jpg").id
        with pytest.raises(NotFound):
            pictures.detach_picture(OWN, other)
        with pytest.raises(NotFound):
            pictures.move_picture(OWN, other, 0)
