"""Offers: made, changed, shown, hidden, deleted."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from muster.db import uuid7
from muster.errors import Invalid, NotFound
from tenants.showcase import offers, queries
from tests.cast import HUALAN, known_id
from tests.tenants.showcase.conftest import ALWAYS, NEVER, AsTenant

OWN, RIVALS = known_id("product hualan"), known_id("product rival")


def create(**said: object) -> UUID:
    values = {"title": "Half price", "starts_on": NEVER, "ends_on": ALWAYS, **said}
    return offers.create_offer(HUALAN.id, **values).id  # type: ignore[arg-type]  # as a form sends


def test_an_offer_is_kept(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        made = create(text="All of it", product_id=OWN)
        offer = offers.find_offer(made)
        assert (offer.title, offer.text, offer.product_id) == ("Half price", "All of it", OWN)
        assert [(each.id, name) for each, name in queries.list_offers(HUALAN.id)] == [
            (made, "First product")
        ]


def test_made_twice_with_one_id_is_made_once(as_tenant: AsTenant) -> None:
    made = uuid7()
    with as_tenant("hualan"):
        assert create(offer_id=made) == create(offer_id=made, title="Again") == made
        assert len(queries.list_offers(HUALAN.id)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "ends_on"),
        ({"product_id": RIVALS}, "product_id"),
    ],
)
def test_an_impossible_offer_is_refused(
    as_tenant: AsTenant, said: dict[str, object], field: str
) -> None:
    with as_tenant("hualan"):
        made = create()
        with pytest.raises(Invalid) as refused:
            create(**said)
        assert refused.value.field == field
        with pytest.raises(Invalid):
            offers.update_offer(
                made,
                **{"title": "x", "starts_on": NEVER, "ends_on": ALWAYS, **said},  # type: ignore[arg-type]  # as a form sends
            )


def test_one_day_is_a_period(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        assert create(starts_on=ALWAYS, ends_on=ALWAYS)


def test_changed_shown_hidden_deleted(as_tenant: AsTenant, announced: list[UUID]) -> None:
    with as_tenant("hualan"):
        made = create()
        offers.update_offer(made, title="Third off", starts_on=NEVER, ends_on=ALWAYS)
        offers.publish_offer(made)
        offer = offers.find_offer(made)
        assert (offer.title, offer.published_at is not None) == ("Third off", True)
        offers.withdraw_offer(made)
        assert offers.find_offer(made).published_at is None
        offers.delete_offer(made)
        with pytest.raises(NotFound):
            offers.find_offer(made)
    assert announced == [HUALAN.id] * 5


def test_today_is_where_the_company_is(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        assert abs((offers.today(HUALAN.id) - date.today()).days) <= 1  # noqa: DTZ011 — any zone
