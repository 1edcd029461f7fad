"""What agents see of a company beside a conversation, under their own rights."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, update

from muster.db import uuid7
from tenants.showcase import desk
from tenants.showcase.models import Product, Showcase
from tests.cast import HUALAN, LONG_AGO, RIVAL

As = Callable[[str], AbstractContextManager[None]]


def product(owner: Engine, name: str, tags: list[str], **values: Any) -> UUID:
    row = {
        "id": uuid7(),
        "tenant_id": HUALAN.id,
        "slug": str(uuid7()),
        "name": name,
        "tags": tags,
        "position": 5,
        "published_at": LONG_AGO,
        "updated_at": LONG_AGO,
        **values,
    }
    with owner.begin() as connection:
        connection.execute(insert(Product).values(row))
    return UUID(str(row["id"]))


@pytest.fixture(autouse=True)
def shelf(db_owner: Engine) -> None:
    """A few products besides the cast's."""
    product(db_owner, "滚筒洗衣机 10 公斤", ["滚筒"])
    product(db_owner, "排水泵", ["洗衣机", "配件"])
    product(db_owner, "Air fryer XL", ["kitchen"])
    product(db_owner, "洗衣机草稿", [], published_at=None)


def names(text: str, limit: int = 10) -> list[str]:
    return [card.name for card in desk.products(HUALAN.id, text, limit)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我家的洗衣机不转了", ["滚筒洗衣机 10 公斤", "排水泵"]),
        ("排水泵多少钱", ["排水泵"]),
        ("How big is your AIR FRYER?", ["Air fryer XL"]),
        ("退货", []),
        ("?!", []),
        ("100% _ \\ ' x", []),
    ],
)
def test_products_that_share_words(as_tenant: As, text: str, found: list[str]) -> None:
    with as_tenant("hualan"):
        assert names(text) == found


def test_what_few_products_have_decides(as_tenant: As, db_owner: Engine) -> None:
    product(db_owner, "波轮洗衣机 9 公斤", ["洗衣机"])
    product(db_owner, "洗烘一体机", ["洗衣机"], description="大滚筒，能烘干四件套。")
    with as_tenant("hualan"):
        assert names("想买一台能烘干的洗衣机")[0] == "洗烘一体机"


def test_without_words_the_first_ones(as_tenant: As) -> None:
    with as_tenant("hualan"):
        assert names("", limit=2)[0] == "First product"
        assert len(names("", limit=2)) == 2


def test_a_card_leads_to_the_public_page(as_tenant: As, db_owner: Engine) -> None:
    fryer = product(db_owner, "Toaster", [], slug="toaster", price_minor=9900, currency="CNY")
    with as_tenant("hualan"):
        card = desk.product(HUALAN.id, fryer)
    assert card is not None
    assert (card.url, card.price_minor, card.picture_url) == ("/c/hualan/toaster", 9900, None)


def test_drafts_and_other_companies_are_not_given(as_tenant: As, db_owner: Engine) -> None:
    draft = product(db_owner, "Later", [], published_at=None)
    toaster = product(db_owner, "Toaster", [])
    with as_tenant("hualan"):
        assert desk.product(HUALAN.id, draft) is None
    with as_tenant("rival"):
        assert desk.product(HUALAN.id, toaster) is None
        assert desk.product(RIVAL.id, toaster) is None
        assert desk.products(HUALAN.id, "", 10) == []
        assert desk.company_facts(HUALAN.id) == []


def test_facts_in_the_companys_own_words(as_tenant: As, db_owner: Engine) -> None:
    profile = {
        "tagline": "三代人用过的家电",
        "phone": "400-800-1987",
        "opening_hours": {
            **{day: [["08:00", "21:00"]] for day in ("mon", "tue", "wed")},
            "sat": [["10:00", "12:00"], ["13:00", "16:00"]],
        },
        "attributes": {"保修": "整机三年", "颜色": ["白", "银"]},
    }
    with db_owner.begin() as connection:
        connection.execute(update(Showcase).where(Showcase.tenant_id == HUALAN.id).values(profile))
    with as_tenant("hualan"):
        facts = {fact.label: fact.text for fact in desk.company_facts(HUALAN.id)}
    assert facts == {
        "In short": "三代人用过的家电",
        "Opening hours": "Monday–Wednesday 08:00-21:00\nSaturday 10:00-12:00, 13:00-16:00",
        "Phone": "400-800-1987",
        "保修": "整机三年",
        "颜色": "白、银",
    }
